package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeCounts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import java.util.HashMap;
import java.util.Map;

/** Counts of pods, or their weights, by label of node and its value. Not thread-safe. */
public final class TopologyCounts {
    private final Map<String, Map<String, Long>> byKey = new HashMap<>();

    /** Adds pods, {@code each} for one, to the domains of the nodes they are on; nodes without the label are in none. */
    public void add(String topologyKey, NodeCounts pods, ClusterSnapshot cluster, long each) {
        Map<String, Long> byValue = byKey.computeIfAbsent(topologyKey, k -> new HashMap<>());
        pods.forEach((slot, count) -> {
            NodeSnapshot node = cluster.nodes().get(slot);
            String value = node == null ? null : node.labels().get(topologyKey);
            if (value != null) {
                byValue.merge(value, count * each, Long::sum);
            }
        });
        if (byValue.isEmpty()) {
            byKey.remove(topologyKey);
        }
    }

    public long get(String topologyKey, String value) {
        return byKey.getOrDefault(topologyKey, Map.of()).getOrDefault(value, 0L);
    }

    /** The sum over all domains that a node is in. */
    public long sum(NodeSnapshot node) {
        long sum = 0;
        for (Map.Entry<String, Map<String, Long>> key : byKey.entrySet()) {
            String value = node.labels().get(key.getKey());
            sum += value == null ? 0 : key.getValue().getOrDefault(value, 0L);
        }
        return sum;
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    Map<String, Map<String, Long>> byKey() {
        return byKey;
    }
}
