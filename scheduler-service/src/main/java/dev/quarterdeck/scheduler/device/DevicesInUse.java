package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which devices are somebody's, and how much of those that several may have. What administrators look at counts for nobody. Not thread-safe. */
final class DevicesInUse {
    /** Pools come and go with their nodes: so many at most are told apart. */
    private static final int MOST_POOLS = 50_000;

    private static final class Share {
        private int users;
        private final Map<String, Quantity> consumed = new HashMap<>();
    }

    private final Map<DeviceId, Integer> whole = new HashMap<>();
    private final Map<DeviceId, Share> shares = new HashMap<>();
    private final Map<PoolId, Long> changes = new HashMap<>();
    private long changesForgotten;
    private long allChanges;

    void add(@Nullable AllocationResult allocation) {
        change(allocation, 1);
    }

    void remove(@Nullable AllocationResult allocation) {
        change(allocation, -1);
    }

    private void change(@Nullable AllocationResult allocation, int by) {
        if (allocation == null || allocation.getDevices() == null) {
            return;
        }
        for (DeviceRequestAllocationResult each : allocation.getDevices().getResults()) {
            if (Boolean.TRUE.equals(each.getAdminAccess())) {
                continue;
            }
            DeviceId id = DeviceId.of(each.getDriver(), each.getPool(), each.getDevice());
            changed(id.pool());
            if (each.getShareID() == null || each.getShareID().isEmpty()) {
                whole.merge(id, by, Integer::sum);
                whole.remove(id, 0);
            } else {
                Share share = shares.computeIfAbsent(id, i -> new Share());
                share.users += by;
                Map<String, Quantity> consumed = new HashMap<>();
                each.getConsumedCapacity().forEach((name, amount) -> consumed.put(name, Capacity.of(amount)));
                if (by > 0) {
                    Capacity.add(share.consumed, consumed);
                } else {
                    Capacity.subtract(share.consumed, consumed);
                }
                if (share.users == 0) {
                    shares.remove(id);
                }
            }
        }
    }

    private void changed(PoolId pool) {
        if (changes.size() >= MOST_POOLS && !changes.containsKey(pool)) {
            changesForgotten += allChanges + 1;
            changes.clear();
        }
        changes.merge(pool, 1L, Long::sum);
        allChanges++;
    }

    /** A number that grows each time that changes what of these pools is somebody's. */
    long changesOf(List<DevicePool> pools) {
        long sum = changesForgotten;
        for (DevicePool pool : pools) {
            sum += changes.getOrDefault(pool.id(), 0L);
        }
        return sum;
    }

    boolean isWhole(DeviceId device) {
        return whole.containsKey(device);
    }

    boolean isAny(DeviceId device) {
        return whole.containsKey(device) || shares.containsKey(device);
    }

    Map<String, Quantity> consumed(DeviceId device) {
        Share share = shares.get(device);
        return share == null ? Map.of() : share.consumed;
    }

    boolean isShared(DeviceId device) {
        return shares.containsKey(device);
    }
}
