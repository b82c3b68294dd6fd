package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
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
 */
public record ClusterSnapshot(
        Slots<NodeSnapshot> nodes,
        Slots<PodGroup> groups,
        Map<String, List<LabelSelector>> services,
        Map<String, Integer> nodesWithImage,
        Map<String, Map<String, String>> namespaces) {

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
                namespaces);
    }
}
