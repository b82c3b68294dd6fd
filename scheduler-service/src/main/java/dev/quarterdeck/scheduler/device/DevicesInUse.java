package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which devices are somebody's, and how much of those that several may have. What administrators look at counts for nobody. Not thread-safe. */
final class DevicesInUse {
    private static final class Share {
        private int users;
        private final Map<String, Quantity> consumed = new HashMap<>();
    }

    private final Map<DeviceId, Integer> whole = new HashMap<>();
    private final Map<DeviceId, Share> shares = new HashMap<>();

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
