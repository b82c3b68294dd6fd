package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All nodes at one moment; immutable. Shares everything that did not change with the snapshots before it.
 *
 * @param nodes by their slots
 * @param groups the pods on nodes by their kinds, counted by slot of node
 * @param services selectors of Services by namespace, for spreading
 * @param nodesWithImage on how many nodes an image is, by name
 * @param namespaces labels of namespaces by name
 * @param budgetsByName disruption budgets by namespace and name
 * @param nominations pods for which a node is being cleared, by uid
 */
public record ClusterSnapshot(
        Slots<NodeSnapshot> nodes,
        Slots<PodGroup> groups,
        Map<String, List<LabelSelector>> services,
        Map<String, Integer> nodesWithImage,
        Map<String, Map<String, String>> namespaces,
        Map<String, DisruptionBudget> budgetsByName,
        Map<String, Nomination> nominations) {

    /** A pod for which a node is being cleared. */
    public record Nomination(PodRequest pod, int node) {}

    public List<DisruptionBudget> budgets() {
        return List.copyOf(budgetsByName.values());
    }

    /**
     * As it looks to this pod: room on nodes that are being cleared for others at least as important is taken. Such pods are not there yet, so rules about other
     * pods do not see them.
     */
    public ClusterSnapshot asSeenBy(PodRequest pod) {
        Slots<NodeSnapshot> reserved = nodes;
        for (Nomination each : nominations.values()) {
            NodeSnapshot node = reserved.get(each.node());
            if (node != null
                    && each.pod().priority() >= pod.priority()
                    && !each.pod().uid().equals(pod.uid())) {
                List<PodRequest> pods = new ArrayList<>(node.pods());
                pods.add(each.pod());
                reserved = reserved.with(each.node(), node.withPods(pods));
            }
        }
        return new ClusterSnapshot(reserved, groups, services, nodesWithImage, namespaces, budgetsByName, nominations);
    }

    /** The same cluster with other pods on one node: what would be if some of them left. Those that come must be of kinds that are there already. */
    public ClusterSnapshot withPods(NodeSnapshot node, Collection<PodRequest> pods) {
        Slots<PodGroup> changed = groups;
        int slot = 0;
        int seen = 0;
        while (seen < groups.size()) {
            PodGroup group = groups.get(slot);
            if (group != null) {
                seen++;
                int now = (int)
                        pods.stream().filter(p -> p.kind().equals(group.kind())).count();
                int before = group.counts().get(node.slot());
                if (now != before) {
                    changed = changed.with(slot, group.plus(node.slot(), now - before));
                }
            }
            slot++;
        }
        return new ClusterSnapshot(
                nodes.with(
                        node.slot(),
                        Objects.requireNonNull(nodes.get(node.slot())).withPods(pods)),
                changed,
                services,
                nodesWithImage,
                namespaces,
                budgetsByName,
                nominations);
    }
}
