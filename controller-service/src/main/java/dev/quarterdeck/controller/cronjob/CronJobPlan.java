package dev.quarterdeck.controller.cronjob;

import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a CronJob.
 *
 * @param delete Jobs to delete before anything is started
 * @param start the time a Job is to be started for
 * @param status as it is to be, before anything is started
 * @param lookAgain when a Job is due
 */
record CronJobPlan(
        List<Job> delete,
        Optional<Instant> start,
        CronJobStatus status,
        List<Note> notes,
        Optional<Duration> lookAgain) {

    record Note(boolean warning, String reason, String message) {}
}
