package dev.quarterdeck.controller.cronjob;

import dev.quarterdeck.controller.cronjob.CronJobPlan.Note;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Carries out the plan of a CronJob. The names of its Jobs follow from their times: an old cache cannot start one twice. */
final class CronJobReconciler implements Reconciler<ObjectKey> {
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private final Informer<CronJob> crons;
    private final Informer<Job> jobs;
    private final ObjectApi api;
    private final EventRecorder events;
    private final InstantSource clock;

    CronJobReconciler(
            Informer<CronJob> crons, Informer<Job> jobs, ObjectApi api, EventRecorder events, InstantSource clock) {
        this.crons = crons;
        this.jobs = jobs;
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<CronJob> found = crons.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        CronJob cron = found.get();
        CronJobPlan plan = CronJobPlanner.plan(cron, owned(cron), clock.instant());
        for (Job job : plan.delete()) {
            delete(cron, job);
        }
        CronJobStatus status = plan.status();
        if (plan.start().isPresent()) {
            status = started(cron, status, plan.start().get());
        }
        if (!Objects.equals(cron.getStatus(), status) && !cron.isMarkedForDeletion()) {
            api.updateStatus(new CronJobBuilder(cron).withStatus(status).build());
        }
        for (Note note : plan.notes()) {
            tell(cron, note);
        }
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    /** Those of the cache, and active ones that only the server knows yet. */
    private List<Job> owned(CronJob cron) throws InterruptedException {
        List<Job> owned = new ArrayList<>(
                jobs.byIndex(Owners.BY_CONTROLLER, cron.getMetadata().getUid()));
        if (cron.getStatus() == null) {
            return owned;
        }
        for (ObjectReference reference : cron.getStatus().getActive()) {
            if (owned.stream().noneMatch(job -> job.getMetadata().getUid().equals(reference.getUid()))) {
                api.get(Job.class, cron.getMetadata().getNamespace(), reference.getName())
                        .filter(job -> job.getMetadata().getUid().equals(reference.getUid()))
                        .ifPresent(owned::add);
            }
        }
        return owned;
    }

    private void tell(CronJob cron, Note note) throws InterruptedException {
        if (note.reason().equals("UnexpectedJob") && !isNewest(cron)) {
            return;
        }
        if (note.warning()) {
            events.warning(cron, note.reason(), note.message());
        } else {
            events.normal(cron, note.reason(), note.message());
        }
    }

    /** An old one does not list the Job that was started last. */
    private boolean isNewest(CronJob cron) throws InterruptedException {
        return api.get(
                        CronJob.class,
                        cron.getMetadata().getNamespace(),
                        cron.getMetadata().getName())
                .filter(live -> Objects.equals(
                        live.getMetadata().getResourceVersion(),
                        cron.getMetadata().getResourceVersion()))
                .isPresent();
    }

    private void delete(CronJob cron, Job job) throws InterruptedException {
        try {
            api.delete(job, Propagation.BACKGROUND);
            events.normal(
                    cron, "SuccessfulDelete", "Deleted job " + job.getMetadata().getName());
        } catch (ApiException e) {
            events.warning(cron, "FailedDelete", "Deleted job: " + e.getMessage());
            throw e;
        }
    }

    private CronJobStatus started(CronJob cron, CronJobStatus status, Instant time) throws InterruptedException {
        Optional<Job> job = start(cron, time);
        CronJobStatusBuilder result = new CronJobStatusBuilder(status).withLastScheduleTime(time.toString());
        job.filter(j -> CronJobPlanner.finished(j).isEmpty())
                .ifPresent(j -> result.addToActive(new ObjectReferenceBuilder()
                        .withApiVersion(j.getApiVersion())
                        .withKind(j.getKind())
                        .withNamespace(j.getMetadata().getNamespace())
                        .withName(j.getMetadata().getName())
                        .withUid(j.getMetadata().getUid())
                        .withResourceVersion(j.getMetadata().getResourceVersion())
                        .build()));
        return result.build();
    }

    private Optional<Job> start(CronJob cron, Instant time) throws InterruptedException {
        Job job = job(cron, time);
        String name = job.getMetadata().getName();
        try {
            Job created = api.create(job);
            events.normal(cron, "SuccessfulCreate", "Created job " + name);
            return Optional.of(created);
        } catch (ApiException e) {
            Optional<Job> there = e.reason() == StatusReason.ALREADY_EXISTS
                    ? api.get(Job.class, cron.getMetadata().getNamespace(), name)
                            .filter(j -> Owners.isControlledBy(j, cron))
                    : Optional.empty();
            if (there.isPresent()) {
                return there;
            }
            events.warning(cron, "FailedCreate", "Error creating job: " + e.getMessage());
            throw e;
        }
    }

    static Job job(CronJob cron, Instant time) {
        ObjectMeta meta = cron.getSpec().getJobTemplate().getMetadata() == null
                ? new ObjectMeta()
                : cron.getSpec().getJobTemplate().getMetadata();
        String zone = cron.getSpec().getTimeZone();
        ZoneId in = zone == null || zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace(cron.getMetadata().getNamespace())
                .withName(CronJobPlanner.jobName(cron, time))
                .withLabels(meta.getLabels())
                .withAnnotations(meta.getAnnotations())
                .addToAnnotations(SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(in)))
                .withOwnerReferences(Owners.controllerReference(cron))
                .endMetadata()
                .withSpec(cron.getSpec().getJobTemplate().getSpec())
                .build();
    }
}
