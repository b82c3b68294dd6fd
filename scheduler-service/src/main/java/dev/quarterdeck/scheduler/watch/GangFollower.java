package dev.quarterdeck.scheduler.watch;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.Gangs.Moves;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns changes of PodGroups and of pods that belong to one into what is known of groups, and into pods that may be tried or may not. Follows nothing where that is off. */
final class GangFollower {
    private final Gangs gangs;
    private final SchedulingQueue queue;
    private final CompletableFuture<Void> synced;

    GangFollower(Gangs gangs, SchedulingQueue queue, Informers informers) {
        this.gangs = gangs;
        this.queue = queue;
        this.synced = gangs.settings().groups()
                ? informers.of(PodGroup.class).onChange(this::group).synced()
                : CompletableFuture.completedFuture(null);
    }

    CompletableFuture<Void> synced() {
        return synced;
    }

    /**
     * @param matters whether it is new, or was changed in what decides where it can go
     * @return whether it belongs to a group: all has been done then
     */
    boolean waits(PodRequest pod, boolean matters) {
        GroupKey key = gangs.of(pod.pod());
        if (key == null) {
            return false;
        }
        if (matters) {
            apply(gangs.waits(key, pod));
        } else {
            gangs.refreshed(key, pod);
            queue.refresh(pod);
        }
        return true;
    }

    void gated(Pod pod) {
        GroupKey key = gangs.of(pod);
        if (key != null) {
            apply(gangs.gated(key, pod));
        }
    }

    void placed(Pod pod) {
        GroupKey key = gangs.of(pod);
        if (key != null) {
            apply(gangs.placed(key, pod));
        }
    }

    void gone(String uid) {
        if (gangs.settings().groups()) {
            apply(gangs.gone(uid));
        }
    }

    private void group(@Nullable PodGroup before, @Nullable PodGroup after) {
        apply(after != null ? gangs.groupChanged(after) : gangs.groupGone(Objects.requireNonNull(before)));
    }

    private void apply(Moves moves) {
        moves.hold().forEach(queue::gated);
        moves.enter().forEach(queue::add);
    }
}
