package dev.quarterdeck.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of each zone does not answer, and when a node of it was told to be left last. A zone that is wholly silent is emptied at the usual pace as long as
 * another one answers: it is really gone. Not thread-safe.
 */
final class Zones {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";

    private final Map<String, Duration> lastEmptied = new HashMap<>();
    private Map<String, Disruption> states = Map.of();
    private @Nullable Duration counted;

    /** Nodes that say neither are a zone together. */
    static String of(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? "/" : labels.getOrDefault(REGION, "") + "/" + labels.getOrDefault(ZONE, "");
    }

    /** Counts anew where the last count is older than this. */
    void count(Supplier<Collection<Node>> nodes, Duration now, Duration older) {
        if (counted != null && counted.plus(older).compareTo(now) > 0) {
            return;
        }
        counted = now;
        states = states(nodes.get());
        lastEmptied.keySet().retainAll(states.keySet());
    }

    static Map<String, Disruption> states(Collection<Node> nodes) {
        Map<String, int[]> counts = new HashMap<>();
        for (Node node : nodes) {
            boolean ready = NodePlanner.ready(node).equals("True");
            counts.computeIfAbsent(of(node), z -> new int[2])[ready ? 0 : 1]++;
        }
        Map<String, Disruption> states = new HashMap<>();
        counts.forEach((zone, count) -> states.put(zone, Disruption.of(count[0], count[1])));
        boolean allSilent = states.values().stream().allMatch(s -> s == Disruption.FULL);
        if (!allSilent) {
            states.replaceAll((zone, state) -> state == Disruption.FULL ? Disruption.ZONE : state);
        }
        return states;
    }

    Disruption state(Node node) {
        return states.getOrDefault(of(node), Disruption.NONE);
    }

    /** Whether a node of this zone may be emptied now. */
    boolean hasTurn(Node node, Duration now) {
        Optional<Duration> pace = state(node).pace();
        Duration last = lastEmptied.get(of(node));
        return pace.filter(p -> last == null || last.plus(p).compareTo(now) <= 0)
                .isPresent();
    }

    void emptied(Node node, Duration now) {
        lastEmptied.put(of(node), now);
    }
}
