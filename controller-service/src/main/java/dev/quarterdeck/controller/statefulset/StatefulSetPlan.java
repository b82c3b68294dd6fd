package dev.quarterdeck.controller.statefulset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a StatefulSet.
 *
 * @param create in this order
 * @param delete in this order
 * @param repair pods that have lost the label with their name
 * @param condemned pods beyond the last ordinal
 * @param status as it is to be, before anything of this plan is done
 * @param lookAgain when a ready pod becomes available without any change
 */
record StatefulSetPlan(
        List<Missing> create,
        List<Pod> delete,
        List<Pod> repair,
        List<Pod> condemned,
        StatefulSetStatus status,
        Optional<Duration> lookAgain) {

    /** @param updated whether of the new template or of the one before */
    record Missing(int ordinal, boolean updated) {}
}
