package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One node with the pods on it, assumed ones included; immutable. Made anew only when the node or its pods change.
 *
 * @param slot its place in {@link ClusterSnapshot#nodes}, and in counts by node
 * @param claims claims of volumes that its pods use, as {@code namespace/name}
 * @param leastPriority of its pods; the largest number where it has none
 */
public record NodeSnapshot(
        int slot,
        NodeFacts facts,
        ResourceAmounts requested,
        ResourceAmounts scored,
        Set<PodRequest.HostPort> hostPorts,
        Set<String> claims,
        int leastPriority,
        Collection<PodRequest> pods) {

    static NodeSnapshot of(int slot, Node node, Collection<PodRequest> pods) {
        return new NodeSnapshot(
                        slot,
                        NodeFacts.of(node),
                        ResourceAmounts.NONE,
                        ResourceAmounts.NONE,
                        Set.of(),
                        Set.of(),
                        Integer.MAX_VALUE,
                        List.of())
                .withPods(pods);
    }

    public String name() {
        return facts.name();
    }

    public Map<String, String> labels() {
        return facts.labels();
    }

    public List<Taint> taints() {
        return facts.taints();
    }

    public boolean unschedulable() {
        return facts.unschedulable();
    }

    public ResourceAmounts allocatable() {
        return facts.allocatable();
    }

    public long allowedPods() {
        return facts.allowedPods();
    }

    public Map<String, Long> imageBytes() {
        return facts.imageBytes();
    }

    /** The same node with these pods on it. */
    public NodeSnapshot withPods(Collection<PodRequest> pods) {
        ResourceAmounts requestedNow = ResourceAmounts.NONE;
        ResourceAmounts scoredNow = ResourceAmounts.NONE;
        Set<PodRequest.HostPort> ports = Set.of();
        Set<String> used = Set.of();
        int least = Integer.MAX_VALUE;
        for (PodRequest pod : pods) {
            requestedNow = requestedNow.plus(pod.amounts());
            scoredNow = scoredNow.plus(pod.scored());
            least = Math.min(least, pod.priority());
            ports = with(ports, pod.hostPorts());
            used = with(used, pod.claims());
        }
        return new NodeSnapshot(
                slot, facts, requestedNow, scoredNow, Set.copyOf(ports), Set.copyOf(used), least, List.copyOf(pods));
    }

    /** The same node with one pod more: costs the pod and not the node. */
    public NodeSnapshot plus(PodRequest pod) {
        List<PodRequest> more = new ArrayList<>(pods.size() + 1);
        more.addAll(pods);
        more.add(pod);
        return new NodeSnapshot(
                slot,
                facts,
                requested.plus(pod.amounts()),
                scored.plus(pod.scored()),
                pod.hostPorts().isEmpty() ? hostPorts : Set.copyOf(with(new HashSet<>(hostPorts), pod.hostPorts())),
                pod.claims().isEmpty() ? claims : Set.copyOf(with(new HashSet<>(claims), pod.claims())),
                Math.min(leastPriority, pod.priority()),
                java.util.Collections.unmodifiableList(more));
    }

    private static <T> Set<T> with(Set<T> to, Collection<T> more) {
        if (more.isEmpty()) {
            return to;
        }
        Set<T> result = to.isEmpty() ? new HashSet<>() : to;
        result.addAll(more);
        return result;
    }
}
