package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a search has taken so far, beside what is somebody's already: devices by claim, and parts of those that several may have. Not thread-safe. */
final class TakenDevices {
    private final DevicesInUse inUse;
    private final Map<DeviceId, Set<Integer>> claims = new HashMap<>();
    private final Map<DeviceId, Part> parts = new HashMap<>();

    private static final class Part {
        private final Map<String, Quantity> capacity = new HashMap<>();
        private int takers;
    }

    TakenDevices(DevicesInUse inUse) {
        this.inUse = inUse;
    }

    /** @param claim its number in the search */
    boolean isFree(int claim, WantedDevices wanted, OfferedDevice device) {
        Set<Integer> takers = claims.getOrDefault(device.id(), Set.of());
        if (wanted.admin()) {
            return device.isSharable() || !takers.contains(claim);
        }
        return takers.isEmpty() && !inUse.isWhole(device.id());
    }

    boolean hasCapacity(WantedDevices wanted, OfferedDevice device) {
        var capacity = device.device().getCapacity();
        Map<String, Quantity> taken = Capacity.taken(wanted.capacity(), capacity);
        Part part = parts.get(device.id());
        return taken != null
                && Capacity.fits(
                        taken, List.of(inUse.consumed(device.id()), part == null ? Map.of() : part.capacity), capacity);
    }

    /** A device that several may have costs its counters once. */
    boolean countsFor(OfferedDevice device) {
        return !device.device().getConsumesCounters().isEmpty()
                && !(device.isSharable() && (inUse.isShared(device.id()) || parts.containsKey(device.id())));
    }

    /** What is taken of its capacity; null where it is taken whole. */
    @Nullable
    Map<String, Quantity> take(int claim, WantedDevices wanted, OfferedDevice device) {
        if (!device.isSharable()) {
            claims.computeIfAbsent(device.id(), d -> new HashSet<>()).add(claim);
            return null;
        }
        Map<String, Quantity> taken =
                Capacity.taken(wanted.capacity(), device.device().getCapacity());
        Part part = parts.computeIfAbsent(device.id(), d -> new Part());
        Capacity.add(part.capacity, taken == null ? Map.of() : taken);
        part.takers++;
        return taken;
    }

    /** @param taken as {@link #take} said */
    void giveBack(int claim, OfferedDevice device, @Nullable Map<String, Quantity> taken) {
        if (taken == null) {
            claims.computeIfPresent(device.id(), (d, takers) -> {
                takers.remove(claim);
                return takers.isEmpty() ? null : takers;
            });
            return;
        }
        parts.computeIfPresent(device.id(), (d, part) -> {
            Capacity.subtract(part.capacity, taken);
            return --part.takers == 0 ? null : part;
        });
    }
}
