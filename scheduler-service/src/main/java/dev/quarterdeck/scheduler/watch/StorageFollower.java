package dev.quarterdeck.scheduler.watch;

import dev.quarterdeck.reconcile.informer.Informer.ChangeHandler;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.ClusterChange.Kind;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns changes of storage objects into what rules about volumes look at, and into moves of the queue. */
public final class StorageFollower {
    private final SchedulingQueue queue;
    private final List<CompletableFuture<Void>> synced = new ArrayList<>();

    /** Adds its handlers: made before the informers start. */
    public StorageFollower(StorageObjects objects, SchedulingQueue queue, Informers informers) {
        this.queue = queue;
        follow(PersistentVolumeClaim.class, informers, objects::claim, Kind.CLAIM);
        follow(PersistentVolume.class, informers, objects::volume, Kind.VOLUME);
        follow(StorageClass.class, informers, objects::storageClass, Kind.STORAGE_CLASS);
        follow(CSINode.class, informers, objects::csiNode, Kind.CSI_NODE);
        follow(CSIDriver.class, informers, objects::driver, Kind.CSI_DRIVER);
        follow(CSIStorageCapacity.class, informers, objects::capacity, Kind.CSI_CAPACITY);
        follow(VolumeAttachment.class, informers, objects::attachment, Kind.ATTACHMENT_GONE);
    }

    public CompletableFuture<Void> synced() {
        return CompletableFuture.allOf(synced.toArray(CompletableFuture[]::new));
    }

    private <T extends HasMetadata> void follow(Class<T> type, Informers informers, ChangeHandler<T> keep, Kind kind) {
        synced.add(informers
                .of(type)
                .onChange((before, after) -> {
                    keep.changed(before, after);
                    moved(kind, before, after);
                })
                .synced());
    }

    /** Attachments help by going, the rest by being there. */
    private void moved(Kind kind, @Nullable HasMetadata before, @Nullable HasMetadata after) {
        if (kind == Kind.ATTACHMENT_GONE) {
            if (after == null && before != null) {
                queue.moved(ClusterChange.of(kind, before));
            }
        } else if (after != null) {
            queue.moved(ClusterChange.of(kind, after, before == null));
        }
    }
}
