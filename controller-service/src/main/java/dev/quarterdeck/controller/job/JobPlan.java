package dev.quarterdeck.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a Job.
 *
 * @param create index of each pod to create; -1 in a Job that is not Indexed
 * @param release pods that may lose the tracking finalizer once the status is stored
 * @param notes events to record once the status is stored
 * @param expired whether the finished Job has outlived its {@code ttlSecondsAfterFinished}
 * @param lookAgain when time alone changes the plan
 */
record JobPlan(
        List<Integer> create,
        List<Pod> delete,
        List<Pod> release,
        JobStatus status,
        List<Note> notes,
        boolean expired,
        Optional<Duration> lookAgain) {

    record Note(boolean warning, String reason, String message) {}
}
