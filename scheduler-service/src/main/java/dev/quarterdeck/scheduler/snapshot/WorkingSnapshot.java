package dev.quarterdeck.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cluster in which pods come and go in thought: each makes a snapshot out of the last one, and shares with it all that stays. Not thread-safe. */
public final class WorkingSnapshot {
    private ClusterSnapshot now;
    private final Map<String, Integer> nodeSlots = new HashMap<>();
    private final Map<PodKind, Integer> kindSlots = new HashMap<>();
    private int freeSlot;

    public WorkingSnapshot(ClusterSnapshot from) {
        now = from;
        from.nodes().forEach(node -> nodeSlots.put(node.name(), node.slot()));
        int end = from.groups().end();
        for (int slot = 0; slot < end; slot++) {
            PodGroup group = from.groups().get(slot);
            if (group != null) {
                kindSlots.put(group.kind(), slot);
            }
        }
        freeSlot = end;
    }

    public ClusterSnapshot now() {
        return now;
    }

    /** Goes back to what was, or on to what is known to be; a snapshot that {@link #now} gave before. */
    public void be(ClusterSnapshot other) {
        now = other;
    }

    /** Null where there is none of that name now. */
    public @Nullable NodeSnapshot node(String name) {
        Integer slot = nodeSlots.get(name);
        return slot == null ? null : now.nodes().get(slot);
    }

    /** The same cluster with these of its nodes only. */
    public static ClusterSnapshot only(ClusterSnapshot all, Iterable<NodeSnapshot> these) {
        Slots<NodeSnapshot> nodes = Slots.empty();
        for (NodeSnapshot node : these) {
            nodes = nodes.with(node.slot(), node);
        }
        return changed(all, nodes, all.groups(), all.asking(), all.nominated());
    }

    /** A pod gets a node; what was being cleared for it is no longer. */
    public void come(PodRequest pod, String name) {
        NodeSnapshot node = Objects.requireNonNull(node(name));
        changed(node.plus(pod), pod, 1);
    }

    /** A pod leaves its node. */
    public void go(PodRequest pod, String name) {
        NodeSnapshot node = Objects.requireNonNull(node(name));
        List<PodRequest> left = new ArrayList<>(node.pods());
        left.removeIf(p -> p.uid().equals(pod.uid()));
        if (left.size() < node.pods().size()) {
            changed(node.withPods(left), pod, -1);
        }
    }

    private void changed(NodeSnapshot node, PodRequest pod, int more) {
        int slot = kindSlots.computeIfAbsent(pod.kind(), k -> freeSlot++);
        PodGroup known = now.groups().get(slot);
        PodGroup counted = (known == null ? new PodGroup(pod.kind(), pod.kind().terms(), NodeCounts.NONE) : known)
                .plus(node.slot(), more);
        PodGroup left = counted.counts().total() == 0 ? null : counted;
        now = changed(
                now,
                now.nodes().with(node.slot(), node),
                now.groups().with(slot, left),
                counted.terms().isEmpty() ? now.asking() : now.asking().with(slot, left),
                more > 0 ? without(now.nominated(), pod.uid()) : now.nominated());
    }

    private static Slots<List<PodRequest>> without(Slots<List<PodRequest>> nominated, String uid) {
        if (nominated.size() == 0) {
            return nominated;
        }
        int end = nominated.end();
        for (int slot = 0; slot < end; slot++) {
            List<PodRequest> here = nominated.get(slot);
            if (here != null && here.stream().anyMatch(p -> p.uid().equals(uid))) {
                List<PodRequest> left =
                        here.stream().filter(p -> !p.uid().equals(uid)).toList();
                return nominated.with(slot, left.isEmpty() ? null : left);
            }
        }
        return nominated;
    }

    private static ClusterSnapshot changed(
            ClusterSnapshot from,
            Slots<NodeSnapshot> nodes,
            Slots<PodGroup> groups,
            Slots<PodGroup> asking,
            Slots<List<PodRequest>> nominated) {
        return new ClusterSnapshot(
                nodes,
                groups,
                asking,
                from.services(),
                from.workloads(),
                from.nodesWithImage(),
                from.namespaces(),
                from.budgetsByName(),
                nominated,
                from.deviceClasses());
    }
}
