package dev.quarterdeck.scheduler.reference;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Filters and scores written as plainly as they can be: every rule looks at all objects anew, nothing is remembered, nothing is shared with what it checks. For
 * tests, where it says what the quick one must say.
 */
final class PlainEvaluator {
    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** A cluster as objects; pods are those that have a node. */
    record World(
            List<Node> nodes,
            List<Pod> pods,
            Map<String, Map<String, String>> namespaces,
            List<Service> services,
            Set<String> resourcesOfClasses) {
        List<Pod> on(Node node) {
            return pods.stream()
                    .filter(p ->
                            p.getSpec().getNodeName().equals(node.getMetadata().getName()))
                    .toList();
        }

        Map<String, String> labels(Pod pod) {
            for (Node node : nodes) {
                if (node.getMetadata().getName().equals(pod.getSpec().getNodeName())) {
                    return node.getMetadata().getLabels();
                }
            }
            return Map.of();
        }

        boolean isThere(Pod pod) {
            return nodes.stream()
                    .anyMatch(
                            n -> n.getMetadata().getName().equals(pod.getSpec().getNodeName()));
        }
    }

    private final World world;
    private final Pod pod;

    PlainEvaluator(World world, Pod pod) {
        this.world = world;
        this.pod = pod;
    }

    /** The weighted score of every node that can take the pod. */
    Map<String, Long> scores() {
        List<Node> nodes = world.nodes().stream().filter(this::fits).toList();
        Map<String, Long> totals = new TreeMap<>();
        long[] taints = new long[nodes.size()];
        long[] affinity = new long[nodes.size()];
        long[] near = new long[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            taints[i] = disliked(nodes.get(i));
            affinity[i] = preferred(nodes.get(i));
            near[i] = liking(nodes.get(i));
        }
        Long[] spread = spread(nodes);
        long mostTaints = most(taints);
        long mostAffinity = most(affinity);
        long mostNear = Long.MIN_VALUE;
        long leastNear = Long.MAX_VALUE;
        for (long each : near) {
            mostNear = Math.max(mostNear, each);
            leastNear = Math.min(leastNear, each);
        }
        for (int i = 0; i < nodes.size(); i++) {
            long total = 3 * (mostTaints == 0 ? 100 : 100 - 100 * taints[i] / mostTaints);
            total += 2 * (mostAffinity == 0 ? 0 : 100 * affinity[i] / mostAffinity);
            total += 2
                    * (mostNear == leastNear
                            ? 0
                            : (long) (100 * ((double) (near[i] - leastNear) / (double) (mostNear - leastNear))));
            total += 2 * spread[i];
            total += leastAllocated(nodes.get(i)) + balanced(nodes.get(i)) + images(nodes.get(i));
            totals.put(nodes.get(i).getMetadata().getName(), total);
        }
        return totals;
    }

    private static long most(long[] all) {
        long most = 0;
        for (long each : all) {
            most = Math.max(most, each);
        }
        return most;
    }

    private boolean fits(Node node) {
        return schedulable(node)
                && tolerated(node)
                && selected(node)
                && portsFree(node)
                && roomFor(node)
                && hasFeatures(node)
                && spreadAllows(node)
                && affinityAllows(node);
    }

    // one node alone

    private boolean schedulable(Node node) {
        return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                || pod.getSpec().getTolerations().stream()
                        .anyMatch(
                                t -> covers(t, new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, "")));
    }

    private boolean tolerated(Node node) {
        return node.getSpec().getTaints().stream()
                .filter(t -> t.getEffect().equals("NoSchedule") || t.getEffect().equals("NoExecute"))
                .allMatch(t -> pod.getSpec().getTolerations().stream().anyMatch(o -> covers(o, t)));
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        String effect = toleration.getEffect();
        boolean sameEffect = effect == null || effect.isEmpty() || effect.equals(taint.getEffect());
        String key = toleration.getKey();
        boolean exists = "Exists".equals(toleration.getOperator());
        boolean sameKey = key == null || key.isEmpty() ? exists : key.equals(taint.getKey());
        boolean sameValue = exists
                || Objects.requireNonNullElse(toleration.getValue(), "")
                        .equals(Objects.requireNonNullElse(taint.getValue(), ""));
        return sameEffect && sameKey && sameValue;
    }

    private boolean selected(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (selector != null) {
            for (Map.Entry<String, String> each : selector.entrySet()) {
                if (!each.getValue().equals(labels.get(each.getKey()))) {
                    return false;
                }
            }
        }
        var affinity = pod.getSpec().getAffinity();
        if (affinity == null
                || affinity.getNodeAffinity() == null
                || affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution() == null) {
            return true;
        }
        return affinity
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .stream()
                .anyMatch(t -> matches(t, node));
    }

    private static boolean matches(NodeSelectorTerm term, Node node) {
        boolean any = false;
        for (NodeSelectorRequirement each : term.getMatchExpressions()) {
            any = true;
            String value = node.getMetadata().getLabels().get(each.getKey());
            boolean holds =
                    switch (each.getOperator()) {
                        case "In" -> each.getValues().contains(value);
                        case "NotIn" -> !each.getValues().contains(value);
                        case "Exists" -> value != null;
                        case "DoesNotExist" -> value == null;
                        default -> throw new IllegalStateException(each.getOperator());
                    };
            if (!holds) {
                return false;
            }
        }
        for (NodeSelectorRequirement each : term.getMatchFields()) {
            any = true;
            if (!each.getValues().contains(node.getMetadata().getName())) {
                return false;
            }
        }
        return any;
    }

    private boolean portsFree(Node node) {
        for (Pod other : world.on(node)) {
            for (ContainerPort taken : ports(other)) {
                for (ContainerPort wanted : ports(pod)) {
                    boolean anyAddress =
                            address(taken).equals("0.0.0.0") || address(wanted).equals("0.0.0.0");
                    if (taken.getHostPort().equals(wanted.getHostPort())
                            && taken.getProtocol().equals(wanted.getProtocol())
                            && (anyAddress || address(taken).equals(address(wanted)))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static String address(ContainerPort port) {
        return port.getHostIP() == null || port.getHostIP().isEmpty() ? "0.0.0.0" : port.getHostIP();
    }

    private static List<ContainerPort> ports(Pod pod) {
        List<ContainerPort> ports = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            container.getPorts().stream().filter(p -> p.getHostPort() != null).forEach(ports::add);
        }
        return ports;
    }

    private boolean roomFor(Node node) {
        List<Pod> there = world.on(node);
        if (there.size() + 1 > allocatable(node, "pods").intValue()) {
            return false;
        }
        for (String resource : List.of("cpu", "memory", "example.com/gpu")) {
            BigDecimal asked = asked(pod, resource, 0);
            BigDecimal used = BigDecimal.ZERO;
            for (Pod other : there) {
                used = used.add(asked(other, resource, 0));
            }
            if (world.resourcesOfClasses().contains(resource)
                    && allocatable(node, resource).signum() == 0) {
                continue;
            }
            if (asked.signum() > 0 && used.add(asked).compareTo(allocatable(node, resource)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal allocatable(Node node, String resource) {
        Quantity quantity = node.getStatus().getAllocatable().get(resource);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private boolean hasFeatures(Node node) {
        for (Container container : pod.getSpec().getContainers()) {
            boolean restartsAll = container.getRestartPolicyRules().stream()
                    .anyMatch(r -> r.getAction().equals("RestartAllContainers"));
            if (restartsAll
                    && !node.getStatus().getDeclaredFeatures().contains("RestartAllContainersOnContainerExits")) {
                return false;
            }
        }
        return true;
    }

    /** All containers together, or one that starts them where that is more; as a whole where the pod says so; and its overhead. */
    private static BigDecimal asked(Pod pod, String resource, double least) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Container container : pod.getSpec().getContainers()) {
            BigDecimal own = asked(container, resource);
            if (pod.getStatus() != null) {
                for (var status : pod.getStatus().getContainerStatuses()) {
                    Quantity given = status.getAllocatedResources().get(resource);
                    if (status.getName().equals(container.getName()) && given != null) {
                        own = own.max(given.getNumericalAmount());
                    }
                }
            }
            sum = sum.add(own.signum() == 0 ? BigDecimal.valueOf(least) : own);
        }
        for (Container container : pod.getSpec().getInitContainers()) {
            BigDecimal own = asked(container, resource);
            sum = sum.max(own.signum() == 0 ? BigDecimal.valueOf(least) : own);
        }
        if (pod.getSpec().getResources() != null) {
            Quantity whole = pod.getSpec().getResources().getRequests().get(resource);
            sum = whole == null ? sum : whole.getNumericalAmount();
        }
        Quantity overhead = pod.getSpec().getOverhead() == null
                ? null
                : pod.getSpec().getOverhead().get(resource);
        return overhead == null ? sum : sum.add(overhead.getNumericalAmount());
    }

    private static BigDecimal asked(Container container, String resource) {
        Quantity quantity =
                container.getResources() == null || container.getResources().getRequests() == null
                        ? null
                        : container.getResources().getRequests().get(resource);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private long leastAllocated(Node node) {
        long sum = 0;
        int count = 0;
        Map<String, Double> least = Map.of("cpu", 0.1, "memory", 200.0 * 1024 * 1024);
        for (String resource : List.of("cpu", "memory")) {
            long scale = resource.equals("cpu") ? 1000 : 1;
            long all = units(allocatable(node, resource), scale);
            long used = units(asked(pod, resource, least.get(resource)), scale);
            for (Pod other : world.on(node)) {
                used += units(asked(other, resource, least.get(resource)), scale);
            }
            if (all > 0) {
                sum += used > all ? 0 : (all - used) * 100 / all;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static long units(BigDecimal amount, long scale) {
        return amount.multiply(BigDecimal.valueOf(scale)).longValue();
    }

    private long balanced(Node node) {
        boolean asks =
                asked(pod, "cpu", 0).signum() > 0 || asked(pod, "memory", 0).signum() > 0;
        return asks ? 50 + (50 + balance(node, true) - balance(node, false)) / 2 : 0;
    }

    private long balance(Node node, boolean with) {
        List<Double> shares = new ArrayList<>();
        for (String resource : List.of("cpu", "memory")) {
            long scale = resource.equals("cpu") ? 1000 : 1;
            long used = with ? units(asked(pod, resource, 0), scale) : 0;
            for (Pod other : world.on(node)) {
                used += units(asked(other, resource, 0), scale);
            }
            long all = units(allocatable(node, resource), scale);
            if (all > 0) {
                shares.add(Math.min(1.0, (double) used / all));
            }
        }
        double deviation = shares.size() == 2 ? Math.abs((shares.get(0) - shares.get(1)) / 2) : 0;
        return (long) ((1 - deviation) * 100);
    }

    private long images(Node node) {
        long sum = 0;
        List<Container> containers = new ArrayList<>(pod.getSpec().getInitContainers());
        containers.addAll(pod.getSpec().getContainers());
        for (Container container : containers) {
            long have = world.nodes().stream()
                    .filter(n -> size(n, container.getImage()) >= 0)
                    .count();
            long size = size(node, container.getImage());
            sum += size < 0 ? 0 : (long) (size * ((double) have / world.nodes().size()));
        }
        long least = 23L << 20;
        long largest = (1000L << 20) * containers.size();
        return 100 * (Math.max(least, Math.min(largest, sum)) - least) / (largest - least);
    }

    private static long size(Node node, String image) {
        for (ContainerImage each : node.getStatus().getImages()) {
            if (each.getNames().contains(image)) {
                return each.getSizeBytes();
            }
        }
        return -1;
    }

    private long disliked(Node node) {
        return node.getSpec().getTaints().stream()
                .filter(t -> t.getEffect().equals("PreferNoSchedule"))
                .filter(t -> pod.getSpec().getTolerations().stream().noneMatch(o -> covers(o, t)))
                .count();
    }

    private long preferred(Node node) {
        var affinity = pod.getSpec().getAffinity();
        if (affinity == null || affinity.getNodeAffinity() == null) {
            return 0;
        }
        return affinity.getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                .filter(t -> matches(t.getPreference(), node))
                .mapToLong(t -> t.getWeight())
                .sum();
    }

    // spreading

    private List<TopologySpreadConstraint> constraints(String kind) {
        return pod.getSpec().getTopologySpreadConstraints().stream()
                .filter(c -> kind.equals(c.getWhenUnsatisfiable()))
                .toList();
    }

    private boolean hasKeys(Node node, List<TopologySpreadConstraint> constraints) {
        return constraints.stream().allMatch(c -> node.getMetadata().getLabels().containsKey(c.getTopologyKey()));
    }

    private boolean takesPart(Node node, TopologySpreadConstraint constraint) {
        return ("Ignore".equals(constraint.getNodeAffinityPolicy()) || selected(node))
                && (!"Honor".equals(constraint.getNodeTaintsPolicy()) || tolerated(node));
    }

    private int matching(Node node, TopologySpreadConstraint constraint) {
        LabelSelector selector = constraint.getLabelSelector();
        boolean empty = selector.getMatchExpressions().isEmpty()
                && (selector.getMatchLabels() == null
                        || selector.getMatchLabels().isEmpty());
        return (int) world.on(node).stream()
                .filter(p -> !empty
                        && p.getMetadata().getDeletionTimestamp() == null
                        && namespace(p).equals(namespace(pod))
                        && matches(selector, p.getMetadata().getLabels()))
                .count();
    }

    private boolean spreadAllows(Node node) {
        List<TopologySpreadConstraint> all = constraints("DoNotSchedule");
        for (TopologySpreadConstraint each : all) {
            String value = node.getMetadata().getLabels().get(each.getTopologyKey());
            if (value == null) {
                return false;
            }
            Map<String, Integer> counts = new HashMap<>();
            for (Node other : world.nodes()) {
                if (hasKeys(other, all) && takesPart(other, each)) {
                    counts.merge(
                            other.getMetadata().getLabels().get(each.getTopologyKey()),
                            matching(other, each),
                            Integer::sum);
                }
            }
            int minDomains = each.getMinDomains() == null ? 1 : each.getMinDomains();
            long fewest = counts.values().stream().mapToInt(n -> n).min().orElse(Integer.MAX_VALUE);
            fewest = counts.size() < minDomains ? 0 : fewest;
            int self = matches(each.getLabelSelector(), pod.getMetadata().getLabels()) ? 1 : 0;
            if (counts.getOrDefault(value, 0) + self - fewest > each.getMaxSkew()) {
                return false;
            }
        }
        return true;
    }

    private Long[] spread(List<Node> nodes) {
        Long[] scores = new Long[nodes.size()];
        java.util.Arrays.fill(scores, 0L);
        boolean own = !pod.getSpec().getTopologySpreadConstraints().isEmpty();
        List<TopologySpreadConstraint> all = own ? constraints("ScheduleAnyway") : byDefault();
        if (all.isEmpty()) {
            return scores;
        }
        List<Node> scored = nodes.stream().filter(n -> !own || hasKeys(n, all)).toList();
        double[] sums = new double[nodes.size()];
        for (TopologySpreadConstraint each : all) {
            String key = each.getTopologyKey();
            Set<String> values = new HashSet<>();
            scored.forEach(n -> values.add(n.getMetadata().getLabels().getOrDefault(key, "")));
            double weight = Math.log((key.equals(HOST) ? scored.size() : values.size()) + 2.0);
            for (int i = 0; i < sums.length; i++) {
                String value = nodes.get(i).getMetadata().getLabels().get(key);
                if (value != null) {
                    int count = 0;
                    for (Node other : world.nodes()) {
                        boolean same = key.equals(HOST)
                                ? other == nodes.get(i)
                                : value.equals(other.getMetadata().getLabels().get(key))
                                        && (!own || hasKeys(other, all))
                                        && takesPart(other, each);
                        count += same ? matching(other, each) : 0;
                    }
                    sums[i] += count * weight + (each.getMaxSkew() - 1);
                }
            }
        }
        long most = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < sums.length; i++) {
            if (scored.contains(nodes.get(i))) {
                most = Math.max(most, Math.round(sums[i]));
                least = Math.min(least, Math.round(sums[i]));
            }
        }
        for (int i = 0; i < sums.length; i++) {
            if (scored.contains(nodes.get(i))) {
                scores[i] = most == 0 ? 100 : 100 * (most + least - Math.round(sums[i])) / most;
            }
        }
        return scores;
    }

    private List<TopologySpreadConstraint> byDefault() {
        Map<String, String> together = new TreeMap<>();
        for (Service service : world.services()) {
            if (service.getMetadata().getNamespace().equals(namespace(pod))
                    && pod.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet())) {
                together.putAll(service.getSpec().getSelector());
            }
        }
        LabelSelector selector = new LabelSelector(List.of(), together);
        return together.isEmpty() ? List.of() : List.of(anyway(HOST, 3, selector), anyway(ZONE, 5, selector));
    }

    private static TopologySpreadConstraint anyway(String key, int skew, LabelSelector selector) {
        TopologySpreadConstraint constraint = new TopologySpreadConstraint();
        constraint.setTopologyKey(key);
        constraint.setMaxSkew(skew);
        constraint.setWhenUnsatisfiable("ScheduleAnyway");
        constraint.setLabelSelector(selector);
        return constraint;
    }

    // inter-pod affinity

    private static String namespace(Pod pod) {
        return pod.getMetadata().getNamespace();
    }

    private boolean matches(LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        if (selector.getMatchLabels() != null
                && !labels.entrySet().containsAll(selector.getMatchLabels().entrySet())) {
            return false;
        }
        for (LabelSelectorRequirement each : selector.getMatchExpressions()) {
            String value = labels.get(each.getKey());
            boolean holds =
                    switch (each.getOperator()) {
                        case "In" -> each.getValues().contains(value);
                        case "NotIn" -> !each.getValues().contains(value);
                        case "Exists" -> value != null;
                        case "DoesNotExist" -> value == null;
                        default -> throw new IllegalStateException(each.getOperator());
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(PodAffinityTerm term, Pod owner, Pod other) {
        boolean ownNamespace = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null;
        boolean inNamespace = ownNamespace
                ? namespace(owner).equals(namespace(other))
                : term.getNamespaces().contains(namespace(other))
                        || (term.getNamespaceSelector() != null
                                && matches(
                                        term.getNamespaceSelector(),
                                        world.namespaces().getOrDefault(namespace(other), Map.of())));
        return inNamespace
                && matches(term.getLabelSelector(), other.getMetadata().getLabels());
    }

    private static List<PodAffinityTerm> required(Pod pod, boolean anti) {
        var affinity = pod.getSpec().getAffinity();
        if (affinity == null) {
            return List.of();
        }
        if (anti) {
            return affinity.getPodAntiAffinity() == null
                    ? List.of()
                    : affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        }
        return affinity.getPodAffinity() == null
                ? List.of()
                : affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    }

    private static List<WeightedPodAffinityTerm> preferring(Pod pod, boolean anti) {
        var affinity = pod.getSpec().getAffinity();
        if (affinity == null) {
            return List.of();
        }
        if (anti) {
            return affinity.getPodAntiAffinity() == null
                    ? List.of()
                    : affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
        }
        return affinity.getPodAffinity() == null
                ? List.of()
                : affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    }

    private boolean sameDomain(Node node, Pod other, String key) {
        String value = node.getMetadata().getLabels().get(key);
        return value != null && value.equals(world.labels(other).get(key));
    }

    private boolean affinityAllows(Node node) {
        List<PodAffinityTerm> own = required(pod, false);
        List<Pod> friends = world.pods().stream()
                .filter(world::isThere)
                .filter(p -> own.stream().allMatch(t -> matches(t, pod, p)))
                .toList();
        boolean none = friends.stream()
                .noneMatch(p -> own.stream().anyMatch(t -> world.labels(p).containsKey(t.getTopologyKey())));
        boolean first = none && own.stream().allMatch(t -> matches(t, pod, pod));
        for (PodAffinityTerm term : own) {
            if (!node.getMetadata().getLabels().containsKey(term.getTopologyKey())) {
                return false;
            }
            if (!first && friends.stream().noneMatch(p -> sameDomain(node, p, term.getTopologyKey()))) {
                return false;
            }
        }
        for (Pod other : world.pods()) {
            for (PodAffinityTerm term : required(pod, true)) {
                if (matches(term, pod, other) && sameDomain(node, other, term.getTopologyKey())) {
                    return false;
                }
            }
            for (PodAffinityTerm term : required(other, true)) {
                if (matches(term, other, pod) && sameDomain(node, other, term.getTopologyKey())) {
                    return false;
                }
            }
        }
        return true;
    }

    private long liking(Node node) {
        long sum = 0;
        for (Pod other : world.pods()) {
            for (boolean anti : new boolean[] {false, true}) {
                int sign = anti ? -1 : 1;
                for (WeightedPodAffinityTerm term : preferring(pod, anti)) {
                    PodAffinityTerm each = term.getPodAffinityTerm();
                    boolean counts = matches(each, pod, other) && sameDomain(node, other, each.getTopologyKey());
                    sum += counts ? sign * term.getWeight() : 0;
                }
                for (WeightedPodAffinityTerm term : preferring(other, anti)) {
                    PodAffinityTerm each = term.getPodAffinityTerm();
                    boolean counts = matches(each, other, pod) && sameDomain(node, other, each.getTopologyKey());
                    sum += counts ? sign * term.getWeight() : 0;
                }
            }
            for (PodAffinityTerm term : required(other, false)) {
                sum += matches(term, other, pod) && sameDomain(node, other, term.getTopologyKey()) ? 1 : 0;
            }
        }
        return sum;
    }
}
