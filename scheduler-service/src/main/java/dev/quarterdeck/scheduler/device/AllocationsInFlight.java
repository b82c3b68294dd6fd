package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.gang.GroupKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided of claims and is not seen yet, by the claims' uids: which devices one gets, and which pods will have a right to it. Pods of a group may use what
 * one of them was given; it stays theirs until the last of them has let go. Not thread-safe.
 */
final class AllocationsInFlight {
    private final Map<String, Allocation> allocations = new HashMap<>();
    private final Map<String, Set<String>> users = new HashMap<>();
    private final DevicesInUse inUse;

    /** @param group whose pods may share it; null for nobody else */
    private record Allocation(
            AllocationResult devices, @Nullable GroupKey group, boolean written) {}

    AllocationsInFlight(DevicesInUse inUse) {
        this.inUse = inUse;
    }

    /** What the claim is about to get, if this pod may use it too; else null. */
    @Nullable
    AllocationResult sharedWith(Pod pod, String claim) {
        Allocation allocation = allocations.get(claim);
        return allocation != null
                        && allocation.group() != null
                        && allocation.group().equals(GroupKey.of(pod))
                ? allocation.devices()
                : null;
    }

    boolean isDecided(String claim) {
        return allocations.containsKey(claim);
    }

    /** Uids of pods. */
    Set<String> users(String claim) {
        return users.getOrDefault(claim, Set.of());
    }

    /** @param devices null where the claim has its own */
    void hold(String claim, @Nullable AllocationResult devices, Pod pod) {
        users.computeIfAbsent(claim, c -> new HashSet<>()).add(pod.getMetadata().getUid());
        if (devices != null && !devices.equals(sharedWith(pod, claim))) {
            remove(claim);
            allocations.put(claim, new Allocation(devices, GroupKey.of(pod), false));
            inUse.add(devices);
        }
    }

    /** From now on it is not taken back: it will be seen. */
    void written(String claim) {
        allocations.computeIfPresent(claim, (c, a) -> new Allocation(a.devices(), a.group(), true));
    }

    /** The pod has the claim as everybody sees it, or does not get it. */
    void letGo(String claim, Pod pod) {
        Set<String> all = users.get(claim);
        if (all != null && all.remove(pod.getMetadata().getUid()) && all.isEmpty()) {
            users.remove(claim);
            Allocation allocation = allocations.get(claim);
            if (allocation != null && !allocation.written()) {
                remove(claim);
            }
        }
    }

    /** The claim has its devices, or is gone. */
    void seen(String claim, boolean gone) {
        remove(claim);
        if (gone) {
            users.remove(claim);
        }
    }

    private void remove(String claim) {
        Allocation before = allocations.remove(claim);
        if (before != null) {
            inUse.remove(before.devices());
        }
    }

    /** What was decided for a claim that was not there yet is that of one that is now. */
    void move(String before, String claim) {
        Allocation allocation = allocations.remove(before);
        if (allocation != null) {
            allocations.put(claim, allocation);
        }
        Set<String> pods = users.remove(before);
        if (pods != null) {
            users.put(claim, pods);
        }
    }
}
