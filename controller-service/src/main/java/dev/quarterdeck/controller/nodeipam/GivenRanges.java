package dev.quarterdeck.controller.nodeipam;

import io.fabric8.kubernetes.api.model.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ranges nodes have: those that the cache shows, and those that were given and that it does not show yet. The cost of a range does not grow with the number of
 * nodes: the search goes on where the last one ended. A node that goes frees its range when the cache says so. Thread-safe.
 */
final class GivenRanges {
    private final PodCidrs cidrs;
    /** By node uid. */
    private final Map<String, List<String>> shown = new HashMap<>();
    /** By node uid. Kept even after a failure, whose write may have taken effect: the same node is given the same range again. */
    private final Map<String, String> given = new HashMap<>();

    private final Set<String> used = new HashSet<>();
    private int next;

    GivenRanges(PodCidrs cidrs) {
        this.cidrs = cidrs;
    }

    /** What the cache shows; one of the two is there. */
    synchronized void changed(@Nullable Node before, @Nullable Node after) {
        if (before != null) {
            String uid = before.getMetadata().getUid();
            release(shown.remove(uid));
            if (after == null || !uid.equals(after.getMetadata().getUid())) {
                String range = given.remove(uid);
                release(range == null ? null : List.of(range));
            }
        }
        if (after != null) {
            String uid = after.getMetadata().getUid();
            List<String> ranges = ranges(after);
            shown.put(uid, ranges);
            String range = given.get(uid);
            if (range != null && ranges.contains(range)) {
                given.remove(uid);
            }
            used.addAll(ranges);
        }
    }

    private void release(@Nullable List<String> ranges) {
        if (ranges != null) {
            ranges.forEach(used::remove);
            used.addAll(given.values().stream().filter(ranges::contains).toList());
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

    /** The range of a node: the same for the same node until the cache shows it. Empty where none is free. */
    synchronized Optional<String> give(Node node) {
        String uid = node.getMetadata().getUid();
        String before = given.get(uid);
        if (before != null) {
            return Optional.of(before);
        }
        OptionalInt index = cidrs.free(used, next);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        String range = cidrs.part(index.getAsInt());
        next = (index.getAsInt() + 1) % cidrs.count();
        given.put(uid, range);
        used.add(range);
        return Optional.of(range);
    }
}
