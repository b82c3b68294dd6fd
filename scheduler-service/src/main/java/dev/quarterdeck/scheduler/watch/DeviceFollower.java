package dev.quarterdeck.scheduler.watch;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.device.DeviceObjects;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.ClusterChange.Kind;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns changes of claims of devices, their classes and slices into what the rule about devices looks at, and into moves of the queue. */
public final class DeviceFollower {
    private final DeviceObjects objects;
    private final SchedulingQueue queue;
    private final ClusterState state;
    private final CompletableFuture<Void> synced;

    /** Adds its handlers: made before the informers start. */
    public DeviceFollower(DeviceObjects objects, ClusterState state, SchedulingQueue queue, Informers informers) {
        this.objects = objects;
        this.state = state;
        this.queue = queue;
        this.synced = CompletableFuture.allOf(
                informers.of(DeviceClass.class).onChange(this::deviceClass).synced(),
                informers.of(ResourceSlice.class).onChange(this::slice).synced(),
                informers.of(ResourceClaim.class).onChange(this::claim).synced());
    }

    public CompletableFuture<Void> synced() {
        return synced;
    }

    private void deviceClass(@Nullable DeviceClass before, @Nullable DeviceClass after) {
        objects.deviceClass(before, after);
        state.deviceClassesChanged(objects.extendedResources());
        if (after != null) {
            queue.moved(ClusterChange.of(Kind.DEVICE_CLASS, after, before == null));
        }
    }

    private void slice(@Nullable ResourceSlice before, @Nullable ResourceSlice after) {
        objects.slice(before, after);
        if (after != null) {
            queue.moved(ClusterChange.of(Kind.DEVICES, after, before == null));
        }
    }

    private void claim(@Nullable ResourceClaim before, @Nullable ResourceClaim after) {
        objects.claim(before, after);
        if ((isAllocated(before) && !isAllocated(after)) || (after == null && isMadeForExtendedResources(before))) {
            queue.moved(ClusterChange.of(Kind.DEVICES_FREED));
        }
        if (after != null && (before == null || !Objects.equals(before.getStatus(), after.getStatus()))) {
            queue.moved(ClusterChange.of(Kind.DEVICE_CLAIM, after, before == null));
        }
    }

    /** One of an attempt before this one: the pod is not tried again while it is there. */
    private static boolean isMadeForExtendedResources(@Nullable ResourceClaim claim) {
        return claim != null && DeviceObjects.isMadeForExtendedResources(claim);
    }

    private static boolean isAllocated(@Nullable ResourceClaim claim) {
        return claim != null && claim.getStatus() != null && claim.getStatus().getAllocation() != null;
    }
}
