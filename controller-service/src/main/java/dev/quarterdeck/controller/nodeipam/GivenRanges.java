package dev.quarterdeck.controller.nodeipam;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges nodes have, one of each family of the cluster: those that the cache shows, and those that were given and that it does not show yet. The cost of a range does not grow with the number of
 * nodes: the search goes on where the last one ended. A node that goes frees its range when the cache says so. Thread-safe.
 */
final class GivenRanges {
    private final List<PodCidrs> cidrs;
    /** By node uid. */
    private final Map<String, List<String>> shown = new HashMap<>();
    /** By node uid. Kept even after a failure, whose write may have taken effect: the same node is given the same ranges again. */
    private final Map<String, List<String>> given = new HashMap<>();

    private final Set<String> used = new HashSet<>();
    private final int[] next;

    /** @param cidrs one for each family, that of nodes' {@code podCIDR} first */
    GivenRanges(List<PodCidrs> cidrs) {
        this.cidrs = List.copyOf(cidrs);
        this.next = new int[cidrs.size()];
    }

    /** What the cache shows; one of the two is there. */
    synchronized void changed(@Nullable Node before, @Nullable Node after) {
        if (before != null) {
            String uid = before.getMetadata().getUid();
            release(shown.remove(uid));
            if (after == null || !uid.equals(after.getMetadata().getUid())) {
                release(given.remove(uid));
            }
        }
        if (after != null) {
            String uid = after.getMetadata().getUid();
            List<String> ranges = ranges(after);
            shown.put(uid, ranges);
            List<String> promised = given.get(uid);
            if (promised != null && ranges.containsAll(promised)) {
                given.remove(uid);
            }
            used.addAll(ranges);
        }
    }

    private void release(@Nullable List<String> ranges) {
        if (ranges != null) {
            ranges.forEach(used::remove);
            given.values().forEach(used::addAll);
        }
    }

    static List<String> ranges(Node node) {
        if (node.getSpec() == null
                || node.getSpec().getPodCIDR() == null
                || node.getSpec().getPodCIDR().isEmpty()) {
            return List.of();
        }
        Set<String> all = new HashSet<>(node.getSpec().getPodCIDRs());
        all.add(node.getSpec().getPodCIDR());
        return List.copyOf(all);
    }

    /** The ranges of a node: the same for the same node until the cache shows them. Empty where one of the families has none that is free. */
    synchronized List<String> give(Node node) {
        String uid = node.getMetadata().getUid();
        List<String> before = given.get(uid);
        if (before != null) {
            return before;
        }
        int[] index = new int[cidrs.size()];
        List<String> ranges = new ArrayList<>(index.length);
        for (int i = 0; i < index.length; i++) {
            OptionalInt free = cidrs.get(i).free(used, next[i]);
            if (free.isEmpty()) {
                return List.of();
            }
            index[i] = free.getAsInt();
            ranges.add(cidrs.get(i).part(index[i]));
        }
        for (int i = 0; i < index.length; i++) {
            next[i] = (index[i] + 1) % cidrs.get(i).count();
        }
        given.put(uid, List.copyOf(ranges));
        used.addAll(ranges);
        return ranges;
    }
}
