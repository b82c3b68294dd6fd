package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All nodes at one moment; immutable but for {@code workloads}. Shares everything that did not change with the snapshots before it, so what is different between
 * two of them is found by looking at what they do not share.
 *
 * @param nodes by their slots
 * @param groups the pods on nodes by their kinds, counted by slot of node
 * @param asking those of the groups whose pods ask something of other pods, in the same slots
 * @param services selectors of Services by namespace, for spreading
 * @param workloads selectors of workloads, for spreading; live
 * @param nodesWithImage on how many nodes an image is, by name
 * @param namespaces labels of namespaces by name
 * @param budgetsByName disruption budgets by namespace and name
 * @param nominated pods for which a node is being cleared, by the slot of that node
 * @param deviceClasses names of DeviceClasses by the extended resources they stand behind
 */
public record ClusterSnapshot(
        Slots<NodeSnapshot> nodes,
        Slots<PodGroup> groups,
        Slots<PodGroup> asking,
        Map<String, List<LabelSelector>> services,
        Workloads workloads,
        Map<String, Integer> nodesWithImage,
        Map<String, Map<String, String>> namespaces,
        Map<String, DisruptionBudget> budgetsByName,
        Slots<List<PodRequest>> nominated,
        Map<String, String> deviceClasses) {

    public List<DisruptionBudget> budgets() {
        return List.copyOf(budgetsByName.values());
    }

    /** Pods at least as important as this one for which that node is being cleared. They are not there yet. */
    public List<PodRequest> expectedOn(int node, PodRequest pod) {
        List<PodRequest> all = nominated.get(node);
        return all == null
                ? List.of()
                : all.stream()
                        .filter(n -> n.priority() >= pod.priority() && !n.uid().equals(pod.uid()))
                        .toList();
    }

    /** The same cluster with other pods on one node: what would be if some came and some left. */
    public ClusterSnapshot withPods(NodeSnapshot node, Collection<PodRequest> pods) {
        NodeSnapshot before = Objects.requireNonNull(nodes.get(node.slot()));
        Map<PodKind, Integer> more = new HashMap<>();
        pods.forEach(p -> more.merge(p.kind(), 1, Integer::sum));
        before.pods().forEach(p -> more.merge(p.kind(), -1, Integer::sum));
        more.values().removeIf(n -> n == 0);
        Slots<PodGroup> changed = groups;
        Slots<PodGroup> changedAsking = asking;
        if (!more.isEmpty()) {
            int end = groups.end();
            for (int slot = 0; slot < end; slot++) {
                PodGroup group = groups.get(slot);
                Integer difference = group == null ? null : more.remove(group.kind());
                if (group != null && difference != null) {
                    PodGroup now = group.plus(node.slot(), difference);
                    changed = changed.with(slot, now);
                    changedAsking = now.terms().isEmpty() ? changedAsking : changedAsking.with(slot, now);
                }
            }
            int free = end;
            for (Map.Entry<PodKind, Integer> each : more.entrySet()) {
                PodGroup now = new PodGroup(each.getKey(), each.getKey().terms(), NodeCounts.NONE)
                        .plus(node.slot(), each.getValue());
                changed = changed.with(free, now);
                changedAsking = now.terms().isEmpty() ? changedAsking : changedAsking.with(free, now);
                free++;
            }
        }
        return new ClusterSnapshot(
                nodes.with(node.slot(), before.withPods(pods)),
                changed,
                changedAsking,
                services,
                workloads,
                nodesWithImage,
                namespaces,
                budgetsByName,
                nominated,
                deviceClasses);
    }
}
