package dev.quarterdeck.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides conditions and taints of a node (Kubernetes documentation: taint based evictions, node conditions). Pure.
 *
 * <pre>
 * Ready     → NoSchedule taint   NoExecute taint
 * True        none               none
 * False       not-ready          not-ready, when its turn has come
 * Unknown     unreachable        unreachable, when its turn has come
 *
 * condition or field              → NoSchedule taint
 * MemoryPressure True               memory-pressure
 * DiskPressure True                 disk-pressure
 * PIDPressure True                  pid-pressure
 * NetworkUnavailable True           network-unavailable
 * spec.unschedulable                unschedulable
 * </pre>
 */
final class NodePlanner {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String NO_EXECUTE = "NoExecute";
    private static final Map<String, String> BY_CONDITION = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final List<String> KUBELET_CONDITIONS =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    /** Labels of old, by those that took their place. */
    private static final Map<String, String> BETA = Map.of(
            "kubernetes.io/os", "beta.kubernetes.io/os",
            "kubernetes.io/arch", "beta.kubernetes.io/arch");

    private NodePlanner() {}

    /** Labels to set, so that programs that know the old ones only find their nodes. */
    static Map<String, String> labels(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        Map<String, String> missing = new LinkedHashMap<>();
        if (labels != null) {
            BETA.forEach((stable, beta) -> {
                String value = labels.get(stable);
                if (value != null && !value.equals(labels.get(beta))) {
                    missing.put(beta, value);
                }
            });
        }
        return missing;
    }

    /**
     * @param silent whether nothing has been heard of it for longer than the grace period
     * @param turn whether this node may be emptied now
     * @param disruption of its zone
     */
    static NodePlan plan(Node node, boolean silent, boolean turn, Disruption disruption, Instant now) {
        List<NodeCondition> changes = silent ? silenced(node, now) : List.of();
        Map<String, String> status = new LinkedHashMap<>();
        conditions(node).forEach(c -> status.put(c.getType(), c.getStatus()));
        changes.forEach(c -> status.put(c.getType(), c.getStatus()));
        String ready = status.getOrDefault("Ready", "Unknown");

        List<Taint> before = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        List<Taint> after =
                new ArrayList<>(before.stream().filter(t -> !isOurs(t)).toList());
        wantedNoSchedule(node, status, ready).forEach(key -> after.add(kept(before, key, NO_SCHEDULE, now)));
        Optional<String> leave = ready.equals("True") || disruption == Disruption.FULL
                ? Optional.empty()
                : Optional.of(ready.equals("False") ? NOT_READY : UNREACHABLE);
        boolean told = before.stream().anyMatch(NodePlanner::tellsToLeave);
        leave.filter(key -> told || turn).ifPresent(key -> after.add(kept(before, key, NO_EXECUTE, now)));
        boolean emptied = !told && after.stream().anyMatch(NodePlanner::tellsToLeave);
        return new NodePlan(
                changes,
                Set.copyOf(before).equals(Set.copyOf(after)) ? Optional.empty() : Optional.of(after),
                ready.equals("Unknown"),
                emptied);
    }

    static List<NodeCondition> conditions(Node node) {
        return node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    }

    static String ready(Node node) {
        return conditions(node).stream()
                .filter(c -> c.getType().equals("Ready"))
                .map(NodeCondition::getStatus)
                .findFirst()
                .orElse("Unknown");
    }

    /** What the node itself would report becomes unknown. */
    private static List<NodeCondition> silenced(Node node, Instant now) {
        List<NodeCondition> changes = new ArrayList<>();
        for (String type : KUBELET_CONDITIONS) {
            Optional<NodeCondition> before = conditions(node).stream()
                    .filter(c -> c.getType().equals(type))
                    .findFirst();
            if (before.filter(c -> "Unknown".equals(c.getStatus())).isEmpty()) {
                changes.add(new NodeConditionBuilder()
                        .withType(type)
                        .withStatus("Unknown")
                        .withReason(before.isPresent() ? "NodeStatusUnknown" : "NodeStatusNeverUpdated")
                        .withMessage(
                                before.isPresent()
                                        ? "Kubelet stopped posting node status."
                                        : "Kubelet never posted node status.")
                        .withLastHeartbeatTime(
                                before.isPresent()
                                        ? before.get().getLastHeartbeatTime()
                                        : node.getMetadata().getCreationTimestamp())
                        .withLastTransitionTime(
                                now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .build());
            }
        }
        return changes;
    }

    private static List<String> wantedNoSchedule(Node node, Map<String, String> status, String ready) {
        List<String> keys = new ArrayList<>();
        if (ready.equals("False")) {
            keys.add(NOT_READY);
        } else if (ready.equals("Unknown")) {
            keys.add(UNREACHABLE);
        }
        BY_CONDITION.forEach((condition, key) -> {
            if ("True".equals(status.get(condition))) {
                keys.add(key);
            }
        });
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            keys.add(UNSCHEDULABLE);
        }
        return keys;
    }

    private static boolean isOurs(Taint taint) {
        boolean readiness = taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE);
        return tellsToLeave(taint)
                || (NO_SCHEDULE.equals(taint.getEffect())
                        && (readiness
                                || BY_CONDITION.containsValue(taint.getKey())
                                || taint.getKey().equals(UNSCHEDULABLE)));
    }

    private static boolean tellsToLeave(Taint taint) {
        return NO_EXECUTE.equals(taint.getEffect())
                && (taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE));
    }

    /** A taint that is there keeps the time it was added. */
    private static Taint kept(List<Taint> before, String key, String effect, Instant now) {
        return before.stream()
                .filter(t -> t.getKey().equals(key) && effect.equals(t.getEffect()))
                .findFirst()
                .orElseGet(() -> new TaintBuilder()
                        .withKey(key)
                        .withEffect(effect)
                        .withTimeAdded(now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .build());
    }
}
