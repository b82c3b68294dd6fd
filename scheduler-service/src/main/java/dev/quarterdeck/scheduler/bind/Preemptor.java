package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;

/**
 * For whom others have to go: a pod, or a group of them.
 *
 * @param schedulerName of its profile, which is the one that acts
 */
public record Preemptor(HasMetadata object, String schedulerName) {
    static Preemptor of(PodRequest pod) {
        return new Preemptor(pod.pod(), Scheduler.profileOf(pod));
    }

    /** @param member any pod of the group: all have the same scheduler */
    static Preemptor of(PodGroup group, PodRequest member) {
        return new Preemptor(group, Scheduler.profileOf(member));
    }

    /** As messages name it: {@code pod} or {@code podgroup}. */
    public String type() {
        return object.getKind().toLowerCase(Locale.ROOT);
    }

    String uid() {
        return object.getMetadata().getUid();
    }
}
