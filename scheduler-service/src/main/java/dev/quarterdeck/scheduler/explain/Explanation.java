package dev.quarterdeck.scheduler.explain;

import java.util.List;

/**
 * How the nodes of a cluster fare with a pod.
 *
 * @param nodes by name
 * @param message as the pod's condition has it where no node takes it; else empty
 * @param preemption what preemption can do then; else empty
 * @param clearedNode the node that would be cleared for it; empty for none
 * @param victims the pods that would have to go from there, as {@code namespace/name}
 */
public record Explanation(
        List<NodeAnswer> nodes, String message, String preemption, String clearedNode, List<String> victims) {
    public long fitting() {
        return nodes.stream().filter(NodeAnswer::fits).count();
    }
}
