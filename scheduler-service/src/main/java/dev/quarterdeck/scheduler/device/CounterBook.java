package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCounterConsumption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What is left of the counters that devices of a pool share, where a device is a part of something (KEP-4815). Not thread-safe. */
final class CounterBook {
    private final DevicesInUse inUse;
    private final Map<PoolId, Map<String, Map<String, Quantity>>> left = new HashMap<>();

    CounterBook(DevicesInUse inUse) {
        this.inUse = inUse;
    }

    private Map<String, Map<String, Quantity>> left(DevicePool pool) {
        return left.computeIfAbsent(pool.id(), p -> {
            Map<String, Map<String, Quantity>> counters = new HashMap<>();
            pool.counters().forEach((set, values) -> counters.put(set, new HashMap<>(values)));
            pool.devices().stream().filter(d -> inUse.isAny(d.id())).forEach(d -> charge(d, counters, -1));
            pool.others().stream().filter(d -> inUse.isAny(d.id())).forEach(d -> charge(d, counters, -1));
            return counters;
        });
    }

    private static void charge(OfferedDevice device, Map<String, Map<String, Quantity>> counters, int sign) {
        for (DeviceCounterConsumption use : device.device().getConsumesCounters()) {
            Map<String, Quantity> set = Objects.requireNonNull(counters.get(use.getCounterSet()));
            use.getCounters()
                    .forEach((name, counter) -> set.computeIfPresent(
                            name,
                            (n, now) -> now.plus(Capacity.of(counter.getValue()).times(sign))));
        }
    }

    /** Takes what a device needs, where it is there. */
    boolean take(OfferedDevice device, DevicePool pool) {
        Map<String, Map<String, Quantity>> counters = left(pool);
        charge(device, counters, -1);
        for (DeviceCounterConsumption use : device.device().getConsumesCounters()) {
            Map<String, Quantity> set = Objects.requireNonNull(counters.get(use.getCounterSet()));
            for (String name : use.getCounters().keySet()) {
                if (Objects.requireNonNull(set.get(name)).signum() < 0) {
                    charge(device, counters, 1);
                    return false;
                }
            }
        }
        return true;
    }

    void giveBack(OfferedDevice device, DevicePool pool) {
        charge(device, left(pool), 1);
    }
}
