package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.snapshot.NodeFacts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All slices at one moment, by node and by pool; what was worked out for a node is kept as long as the node says the same of itself. Thread-safe. */
final class DeviceInventory {
    /** Nodes come and go: so many at most are remembered. */
    private static final int MOST_NODES = 50_000;

    private record Known(NodeFacts facts, List<DevicePool> pools) {}

    private final Map<String, Known> byNode = new ConcurrentHashMap<>();
    private final Map<List<String>, List<DevicePool>> bySlices = new ConcurrentHashMap<>();
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
        Known known = byNode.get(node.name());
        if (known != null && known.facts() == node.facts()) {
            return known.pools();
        }
        List<OfferedSlice> here = new ArrayList<>(onNode.getOrDefault(node.name(), List.of()));
        shared.stream().filter(s -> s.isFor(node)).forEach(here::add);
        List<DevicePool> pools =
                bySlices.computeIfAbsent(here.stream().map(OfferedSlice::name).toList(), names -> pools(here));
        if (byNode.size() >= MOST_NODES) {
            byNode.clear();
            bySlices.clear();
        }
        byNode.put(node.name(), new Known(node.facts(), pools));
        return pools;
    }

    /** All devices that are offered for a node, by slices of any generation. */
    List<OfferedDevice> devicesOn(NodeSnapshot node) {
        List<OfferedDevice> result = new ArrayList<>();
        onNode.getOrDefault(node.name(), List.of()).forEach(s -> s.addUsableOn(node, result));
        for (OfferedSlice slice : shared) {
            if (slice.isFor(node)) {
                slice.addUsableOn(node, result);
            }
        }
        return result;
    }

    private List<DevicePool> pools(List<OfferedSlice> slices) {
        Map<PoolId, List<OfferedSlice>> pools = new TreeMap<>();
        slices.forEach(s -> newest(pools, s));
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
        return List.copyOf(result);
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
