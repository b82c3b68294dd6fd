package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.CounterSet;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCounterConsumption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a pool can be used on one node.
 *
 * @param devices in the order in which they are tried: by slice, as their driver has published them
 * @param others devices of the pool for other nodes: they share its counters
 * @param counters by set and name
 */
record DevicePool(
        PoolId id,
        State state,
        List<OfferedDevice> devices,
        List<OfferedDevice> others,
        Map<String, Map<String, Quantity>> counters) {
    enum State {
        /** All slices of its newest generation are there. */
        COMPLETE,
        /** Its driver is about to publish more. */
        INCOMPLETE,
        /** Its slices contradict each other. */
        INVALID
    }

    static DevicePool incomplete(PoolId id) {
        return new DevicePool(id, State.INCOMPLETE, List.of(), List.of(), Map.of());
    }

    private static DevicePool invalid(PoolId id) {
        return new DevicePool(id, State.INVALID, List.of(), List.of(), Map.of());
    }

    /**
     * @param here the slices for this node
     * @param elsewhere the pool's other slices
     */
    static DevicePool of(PoolId id, List<OfferedSlice> here, List<OfferedSlice> elsewhere) {
        List<OfferedSlice> sorted = new ArrayList<>(here);
        sorted.sort(Comparator.comparing(OfferedSlice::name));
        Map<String, Map<String, Quantity>> counters = new HashMap<>();
        List<OfferedDevice> devices = new ArrayList<>();
        for (OfferedSlice slice : sorted) {
            for (CounterSet set : slice.spec().getSharedCounters()) {
                Map<String, Quantity> values = new HashMap<>();
                set.getCounters().forEach((name, c) -> values.put(name, Capacity.of(c.getValue())));
                if (counters.put(set.getName(), values) != null) {
                    return invalid(id);
                }
            }
            if (!slice.hasCounters()) {
                devices.addAll(slice.devices());
            }
        }
        List<OfferedDevice> others =
                elsewhere.stream().flatMap(s -> s.devices().stream()).toList();
        Set<String> names = new HashSet<>();
        boolean unique = devices.stream().allMatch(d -> names.add(d.id().name()));
        boolean counted = devices.stream().allMatch(d -> knowsCounters(d, counters))
                && others.stream().allMatch(d -> knowsCounters(d, counters));
        return unique && counted ? new DevicePool(id, State.COMPLETE, devices, others, counters) : invalid(id);
    }

    private static boolean knowsCounters(OfferedDevice device, Map<String, Map<String, Quantity>> counters) {
        for (DeviceCounterConsumption use : device.device().getConsumesCounters()) {
            Map<String, Quantity> set = counters.get(use.getCounterSet());
            if (set == null || !set.keySet().containsAll(use.getCounters().keySet())) {
                return false;
            }
        }
        return true;
    }

    boolean hasBindingConditions() {
        return devices.stream().anyMatch(d -> !d.device().getBindingConditions().isEmpty());
    }
}
