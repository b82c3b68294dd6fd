package dev.quarterdeck.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a Job.
 *
 * @param create pods to create
 * @param dismissed whether those to delete are not wanted any more, and so count for nothing
 * @param release pods that may lose the tracking finalizer once the status is stored
 * @param backOff to be remembered once the status is stored
 * @param notes events to record once the status is stored
 * @param expired whether the finished Job has outlived its {@code ttlSecondsAfterFinished}
 * @param lookAgain when time alone changes the plan
 */
record JobPlan(
        List<NewPod> create,
        List<Pod> delete,
        boolean dismissed,
        List<Pod> release,
        JobStatus status,
        Optional<BackOff> backOff,
        List<Note> notes,
        boolean expired,
        Optional<Duration> lookAgain) {

    /**
     * @param index -1 in a Job that is not Indexed
     * @param failures how often the index has failed; -1 where indexes have no limits
     * @param ignored failures of the index that do not count
     */
    record NewPod(int index, int failures, int ignored) {
        static NewPod plain(int index) {
            return new NewPod(index, -1, 0);
        }
    }

    record Note(boolean warning, String reason, String message) {}
}
