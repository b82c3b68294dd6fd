package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Claims, classes and slices as informers have told them, and allocations that were decided and are not seen yet: such devices are nobody else's at once. Live
 * and thread-safe; not part of snapshots, as no rule compares two moments of it.
 */
public final class DeviceObjects {
    private final Map<String, ResourceClaim> claims = new HashMap<>();
    private final Map<String, DeviceClass> classes = new HashMap<>();
    private final Map<String, OfferedSlice> slices = new LinkedHashMap<>();
    private final DevicesInUse inUse = new DevicesInUse();
    private final AllocationsInFlight inFlight = new AllocationsInFlight(inUse);
    private final List<Consumer<ResourceClaim>> claimListeners = new CopyOnWriteArrayList<>();
    private @Nullable DeviceInventory inventory;
    private long classChanges;
    private Map<String, String> extendedResources = Map.of();
    /** By the uid of the pod they were made for. */
    private final Map<String, Map<String, ResourceClaim>> extendedClaims = new HashMap<>();

    public void claim(@Nullable ResourceClaim before, @Nullable ResourceClaim after) {
        ResourceClaim claim = after == null ? before : after;
        if (claim == null) {
            return;
        }
        synchronized (this) {
            String key = WantedDevices.nameOf(claim);
            ResourceClaim known = after == null ? claims.remove(key) : claims.put(key, after);
            if (isMadeForExtendedResources(claim)) {
                if (known != null) {
                    owner(known)
                            .ifPresent(uid -> extendedClaims.computeIfPresent(uid, (u, ofIt) -> {
                                ofIt.remove(key);
                                return ofIt.isEmpty() ? null : ofIt;
                            }));
                }
                if (after != null) {
                    owner(after).ifPresent(uid -> extendedClaims
                            .computeIfAbsent(uid, u -> new HashMap<>())
                            .put(key, after));
                }
            }
            inUse.remove(allocation(known));
            inUse.add(allocation(after));
            if (after == null || allocation(after) != null) {
                inFlight.seen(claim.getMetadata().getUid(), after == null);
            }
        }
        claimListeners.forEach(l -> l.accept(claim));
    }

    public synchronized void deviceClass(@Nullable DeviceClass before, @Nullable DeviceClass after) {
        if (after != null) {
            classes.put(after.getMetadata().getName(), after);
        } else if (before != null) {
            classes.remove(before.getMetadata().getName());
        }
        classChanges++;
        extendedResources = ExtendedResources.classes(classes.values());
    }

    /** How often a class came, changed or went. */
    synchronized long changesOfClasses() {
        return classChanges;
    }

    /** Names of classes by the extended resources they stand behind. */
    public synchronized Map<String, String> extendedResources() {
        return extendedResources;
    }

    public static boolean isMadeForExtendedResources(ResourceClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(ExtendedResources.ANNOTATION));
    }

    /** The claim that was made for extended resources of this pod, but for one that is being made now; null for none. */
    synchronized @Nullable ResourceClaim extendedClaim(Pod pod) {
        for (ResourceClaim claim : extendedClaims
                .getOrDefault(pod.getMetadata().getUid(), Map.of())
                .values()) {
            if (ExtendedResources.isOf(claim, pod)) {
                return claim;
            }
        }
        return null;
    }

    private static Optional<String> owner(ResourceClaim claim) {
        return claim.getMetadata().getOwnerReferences().stream()
                .filter(o -> Boolean.TRUE.equals(o.getController()))
                .map(OwnerReference::getUid)
                .findFirst();
    }

    public synchronized void slice(@Nullable ResourceSlice before, @Nullable ResourceSlice after) {
        if (after != null) {
            slices.put(after.getMetadata().getName(), OfferedSlice.of(after));
        } else if (before != null) {
            slices.remove(before.getMetadata().getName());
        }
        inventory = null;
    }

    /** Told of every claim that changed or is gone, after the change is to be seen here. */
    void onClaim(Consumer<ResourceClaim> listener) {
        claimListeners.add(listener);
    }

    synchronized @Nullable ResourceClaim claim(String namespace, String name) {
        return claims.get(namespace + "/" + name);
    }

    synchronized Collection<ResourceClaim> claims() {
        return List.copyOf(claims.values());
    }

    synchronized @Nullable DeviceClass deviceClass(String name) {
        return classes.get(name);
    }

    synchronized Collection<DeviceClass> classes() {
        return List.copyOf(classes.values());
    }

    synchronized DeviceInventory inventory() {
        DeviceInventory known = inventory;
        if (known == null) {
            known = new DeviceInventory(slices.values());
            inventory = known;
        }
        return known;
    }

    static @Nullable AllocationResult allocation(@Nullable ResourceClaim claim) {
        return claim == null || claim.getStatus() == null
                ? null
                : claim.getStatus().getAllocation();
    }

    /** What a claim has, or is about to get for a pod of the same group; null for nothing that this pod could use. */
    synchronized @Nullable AllocationResult allocation(ResourceClaim claim, Pod pod) {
        AllocationResult has = allocation(claim);
        return has == null ? inFlight.sharedWith(pod, claim.getMetadata().getUid()) : has;
    }

    /** Whether it was decided what a claim gets, and is not seen yet. */
    synchronized boolean isDecided(ResourceClaim claim) {
        return inFlight.isDecided(claim.getMetadata().getUid());
    }

    /** Uids of the pods that have a right to a claim, or are about to. */
    synchronized Set<String> users(ResourceClaim claim) {
        Set<String> users = new HashSet<>(inFlight.users(claim.getMetadata().getUid()));
        PodDevices.consumers(claim).forEach(c -> users.add(c.getUid()));
        return users;
    }

    /** A pod gets a right to a claim, and the claim these devices; null where it has its own. */
    synchronized void decide(String claimUid, @Nullable AllocationResult allocation, Pod pod) {
        inFlight.hold(claimUid, allocation, pod);
    }

    /** What was decided for a claim that was not there yet is that of one that is now. */
    synchronized void decidedIsOf(String uidBefore, String uid) {
        inFlight.move(uidBefore, uid);
    }

    /** What was decided for a claim is written, and will be seen. */
    synchronized void written(String claimUid) {
        inFlight.written(claimUid);
    }

    /** Nothing is decided of a claim any more. */
    synchronized void forget(String claimUid) {
        inFlight.seen(claimUid, true);
    }

    /** The pod has its right to the claim, or does not get it. */
    synchronized void letGo(String claimUid, Pod pod) {
        inFlight.letGo(claimUid, pod);
    }

    /** Looks at what is in use while nothing changes. */
    synchronized <T> T look(Function<DevicesInUse, T> at) {
        return Objects.requireNonNull(at.apply(inUse));
    }
}
