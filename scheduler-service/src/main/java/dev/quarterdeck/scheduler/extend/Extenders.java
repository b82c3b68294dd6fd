package dev.quarterdeck.scheduler.extend;

import static dev.quarterdeck.scheduler.extend.ExtenderMessages.field;

import dev.quarterdeck.scheduler.cycle.NodeExtension;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.extend.HttpExtender.ExtenderException;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.ExtenderSettings;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The extenders of a scheduler, asked one after the other, each about what the ones before have left. One that may be ignored is left out where it fails. */
public final class Extenders implements NodeExtension, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Extenders.class);
    /** Extenders score from 0 to 10, rules from 0 to 100. */
    private static final int SCALE = 10;

    private final List<HttpExtender> extenders;
    private final ExtenderMessages messages;

    /** @param nodes whole nodes by name, for extenders that do not know them */
    public Extenders(
            List<ExtenderSettings> settings, KubernetesSerialization models, Function<String, @Nullable Node> nodes) {
        this.extenders = settings.stream().map(HttpExtender::new).toList();
        this.messages = new ExtenderMessages(models, nodes);
    }

    private static boolean isInterested(ExtenderSettings settings, Pod pod) {
        if (settings.managed().isEmpty()) {
            return true;
        }
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        containers.addAll(pod.getSpec().getInitContainers());
        for (Container container : containers) {
            ResourceRequirements resources = container.getResources();
            if (resources != null
                    && (asks(resources.getRequests(), settings) || asks(resources.getLimits(), settings))) {
                return true;
            }
        }
        return false;
    }

    private static boolean asks(@Nullable Map<String, Quantity> amounts, ExtenderSettings settings) {
        return amounts != null && amounts.keySet().stream().anyMatch(settings.managed()::contains);
    }

    @Override
    public boolean isAskedAbout(PodRequest pod) {
        for (HttpExtender each : extenders) {
            if (isInterested(each.settings(), pod.pod())) {
                return true;
            }
        }
        return false;
    }

    private void failed(HttpExtender extender, String what) {
        if (!extender.settings().ignorable()) {
            throw new SchedulingException(what);
        }
        LOG.warn("went on without extender {}: {}", extender.settings().url(), what);
    }

    private static Map<String, Integer> names(BitSet nodes, ClusterSnapshot cluster) {
        Map<String, Integer> slots = new LinkedHashMap<>();
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            slots.put(Objects.requireNonNull(cluster.nodes().get(slot)).name(), slot);
        }
        return slots;
    }

    @Override
    public Map<Integer, List<Rejection>> narrow(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        Map<Integer, List<Rejection>> no = new HashMap<>();
        Map<String, Integer> left = names(nodes, cluster);
        for (HttpExtender extender : extenders) {
            ExtenderSettings settings = extender.settings();
            if (settings.filterVerb().isEmpty() || left.isEmpty() || !isInterested(settings, pod.pod())) {
                continue;
            }
            try {
                JsonNode answer = extender.ask(
                        settings.filterVerb(), messages.question(pod.pod(), left.keySet(), settings.knowsNodes()));
                narrow(settings, answer, left, no);
            } catch (ExtenderException e) {
                failed(extender, String.valueOf(e.getMessage()));
            }
        }
        return no;
    }

    private static void narrow(
            ExtenderSettings settings, JsonNode answer, Map<String, Integer> left, Map<Integer, List<Rejection>> no)
            throws ExtenderException {
        String error = field(answer, "Error").asString("");
        if (!error.isEmpty()) {
            throw new ExtenderException(error);
        }
        Set<String> kept = new HashSet<>();
        JsonNode names = field(answer, "NodeNames");
        if (settings.knowsNodes() && names.isArray()) {
            for (JsonNode name : names) {
                if (!left.containsKey(name.asString(""))) {
                    throw new ExtenderException("extender \"" + settings.url() + "\" claims a filtered node \""
                            + name.asString("") + "\" which is not found in the input node list");
                }
                kept.add(name.asString(""));
            }
        } else {
            for (JsonNode node : field(field(answer, "Nodes"), "items")) {
                kept.add(node.at("/metadata/name").asString(""));
            }
        }
        for (Map.Entry<String, Integer> each : left.entrySet()) {
            if (!kept.contains(each.getKey())) {
                no.put(each.getValue(), List.of());
            }
        }
        for (boolean helps : new boolean[] {true, false}) {
            JsonNode failed = field(answer, helps ? "FailedNodes" : "FailedAndUnresolvableNodes");
            for (Map.Entry<String, JsonNode> each : failed.properties()) {
                Integer slot = left.get(each.getKey());
                if (slot != null && !kept.contains(each.getKey())) {
                    no.put(slot, List.of(new Rejection(each.getValue().asString(""), helps)));
                }
            }
        }
        left.keySet().retainAll(kept);
    }

    /** One that fails is left out, whether it may be or not: a node is found all the same. */
    @Override
    public Map<Integer, Long> rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        Map<Integer, Long> scores = new HashMap<>();
        Map<String, Integer> names = names(nodes, cluster);
        for (HttpExtender extender : extenders) {
            ExtenderSettings settings = extender.settings();
            if (settings.prioritizeVerb().isEmpty() || !isInterested(settings, pod.pod())) {
                continue;
            }
            try {
                JsonNode answer = extender.ask(
                        settings.prioritizeVerb(), messages.question(pod.pod(), names.keySet(), settings.knowsNodes()));
                for (JsonNode each : answer) {
                    Integer slot = names.get(field(each, "Host").asString(""));
                    if (slot != null) {
                        scores.merge(slot, field(each, "Score").asLong(0) * settings.weight() * SCALE, Long::sum);
                    }
                }
            } catch (ExtenderException e) {
                LOG.warn("went on without extender {}: {}", settings.url(), e.getMessage());
            }
        }
        return scores;
    }

    @Override
    public Map<String, Victims> choose(PodRequest pod, Map<String, Victims> candidates, ClusterSnapshot cluster) {
        Map<String, Victims> left = candidates;
        for (HttpExtender extender : extenders) {
            ExtenderSettings settings = extender.settings();
            if (settings.preemptVerb().isEmpty() || left.isEmpty() || !isInterested(settings, pod.pod())) {
                continue;
            }
            try {
                JsonNode answer =
                        extender.ask(settings.preemptVerb(), messages.victims(pod.pod(), left, settings.knowsNodes()));
                left = chosen(settings, answer, cluster);
            } catch (ExtenderException e) {
                failed(extender, String.valueOf(e.getMessage()));
            }
        }
        return left;
    }

    private static Map<String, Victims> chosen(ExtenderSettings settings, JsonNode answer, ClusterSnapshot cluster)
            throws ExtenderException {
        Map<String, Victims> chosen = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each :
                field(answer, "NodeNameToMetaVictims").properties()) {
            NodeSnapshot node = null;
            for (NodeSnapshot known : cluster.nodes()) {
                node = known.name().equals(each.getKey()) ? known : node;
            }
            if (node == null) {
                throw new ExtenderException(
                        "extender: " + settings.url() + " chose node \"" + each.getKey() + "\", which is not there");
            }
            List<PodRequest> pods = new ArrayList<>();
            for (JsonNode victim : field(each.getValue(), "Pods")) {
                String uid = field(victim, "UID").asString("");
                Optional<PodRequest> there =
                        node.pods().stream().filter(p -> p.uid().equals(uid)).findFirst();
                pods.add(there.orElseThrow(() -> new ExtenderException("extender: " + settings.url()
                        + " claims to preempt pod (UID: " + uid + ") on node: " + each.getKey()
                        + ", but the pod is not found on that node")));
            }
            if (!pods.isEmpty()) {
                chosen.put(
                        each.getKey(),
                        new Victims(
                                pods, field(each.getValue(), "NumPDBViolations").asInt(0)));
            } else if (!settings.ignorable()) {
                throw new ExtenderException("expected at least one victim pod on node \"" + each.getKey() + "\"");
            }
        }
        return chosen;
    }

    /** Has the extender that binds such pods do so. False where there is none, or it failed and may be ignored. */
    boolean bind(Pod pod, String node) {
        for (HttpExtender extender : extenders) {
            ExtenderSettings settings = extender.settings();
            if (settings.bindVerb().isEmpty() || !isInterested(settings, pod)) {
                continue;
            }
            try {
                JsonNode answer = extender.ask(settings.bindVerb(), ExtenderMessages.binding(pod, node));
                String error = field(answer, "Error").asString("");
                if (!error.isEmpty()) {
                    throw new ExtenderException(error);
                }
                return true;
            } catch (ExtenderException e) {
                failed(extender, String.valueOf(e.getMessage()));
            }
        }
        return false;
    }

    @Override
    public void close() {
        extenders.forEach(HttpExtender::close);
    }
}
