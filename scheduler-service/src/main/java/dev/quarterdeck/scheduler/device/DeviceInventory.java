package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All slices at one moment, by node and by pool. Immutable. */
final class DeviceInventory {
    private final Map<String, List<OfferedSlice>> onNode = new HashMap<>();
    private final List<OfferedSlice> shared = new ArrayList<>();
    private final Map<PoolId, List<OfferedSlice>> byPool = new HashMap<>();

    DeviceInventory(Collection<OfferedSlice> slices) {
        for (OfferedSlice slice : slices) {
            byPool.computeIfAbsent(slice.pool(), p -> new ArrayList<>()).add(slice);
            if (slice.nodeName().isEmpty()) {
                shared.add(slice);
            } else {
                onNode.computeIfAbsent(slice.nodeName(), n -> new ArrayList<>()).add(slice);
            }
        }
    }

    /**
     * The pools that have something for a node, in the order in which they are tried: by driver and name, those behind whose devices have to be waited for. Of each
     * pool the newest generation counts; one of which the newest generation has nothing for the node is left out.
     */
    List<DevicePool> poolsOn(NodeSnapshot node) {
        Map<PoolId, List<OfferedSlice>> pools = new TreeMap<>();
        for (OfferedSlice slice : onNode.getOrDefault(node.name(), List.of())) {
            newest(pools, slice);
        }
        for (OfferedSlice slice : shared) {
            if (slice.isFor(node)) {
                newest(pools, slice);
            }
        }
        List<DevicePool> result = new ArrayList<>();
        pools.forEach((id, here) -> {
            long generation = here.getFirst().generation();
            long wanted = here.getFirst().slicesOfPool();
            if (here.size() == wanted) {
                result.add(DevicePool.of(id, here, List.of()));
                return;
            }
            List<OfferedSlice> all = byPool.getOrDefault(id, List.of());
            if (all.stream().anyMatch(s -> s.generation() > generation)) {
                return;
            }
            List<OfferedSlice> elsewhere = all.stream()
                    .filter(s -> s.generation() == generation && !here.contains(s))
                    .toList();
            result.add(
                    here.size() + elsewhere.size() == wanted
                            ? DevicePool.of(id, here, elsewhere)
                            : DevicePool.incomplete(id));
        });
        result.sort(Comparator.comparing(DevicePool::hasBindingConditions));
        return result;
    }

    private static void newest(Map<PoolId, List<OfferedSlice>> pools, OfferedSlice slice) {
        List<OfferedSlice> known = pools.computeIfAbsent(slice.pool(), p -> new ArrayList<>());
        if (!known.isEmpty() && known.getFirst().generation() < slice.generation()) {
            known.clear();
        }
        if (known.isEmpty() || known.getFirst().generation() == slice.generation()) {
            known.add(slice);
        }
    }
}
