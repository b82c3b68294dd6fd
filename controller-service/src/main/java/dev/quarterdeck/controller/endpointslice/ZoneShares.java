package dev.quarterdeck.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the CPU of the ready nodes is spread over zones (KEP-2433). Nodes of the control plane do not count; one node that says neither zone nor CPU makes the
 * whole unknown, as does a single zone.
 *
 * @param shares of each zone, together 1; empty for unknown
 */
record ZoneShares(SortedMap<String, Double> shares) {
    static final String ZONE = "topology.kubernetes.io/zone";
    private static final ZoneShares UNKNOWN = new ZoneShares(new TreeMap<>());

    static ZoneShares of(Collection<Node> nodes) {
        SortedMap<String, BigDecimal> cpus = new TreeMap<>();
        for (Node node : nodes) {
            if (!counts(node)) {
                continue;
            }
            String zone = zone(node);
            BigDecimal cpu = cpu(node);
            if (zone.isEmpty() || cpu.signum() == 0) {
                return UNKNOWN;
            }
            cpus.merge(zone, cpu, BigDecimal::add);
        }
        if (cpus.size() < 2) {
            return UNKNOWN;
        }
        double all =
                cpus.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue();
        SortedMap<String, Double> shares = new TreeMap<>();
        cpus.forEach((zone, cpu) -> shares.put(zone, cpu.doubleValue() / all));
        return new ZoneShares(shares);
    }

    boolean known() {
        return !shares.isEmpty();
    }

    /** What of a node matters here: a change of anything else changes no share. */
    static Object about(Node node) {
        return counts(node) ? Map.entry(zone(node), cpu(node)) : "";
    }

    private static boolean counts(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        boolean plane = labels != null
                && (labels.containsKey("node-role.kubernetes.io/control-plane")
                        || labels.containsKey("node-role.kubernetes.io/master"));
        return !plane
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static String zone(Node node) {
        return Optional.ofNullable(node.getMetadata().getLabels())
                .map((Map<String, String> labels) -> labels.get(ZONE))
                .orElse("");
    }

    private static BigDecimal cpu(Node node) {
        return Stream.ofNullable(node.getStatus().getAllocatable())
                .flatMap(a -> Stream.ofNullable(a.get("cpu")))
                .map(Quantity::getNumericalAmount)
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }
}
