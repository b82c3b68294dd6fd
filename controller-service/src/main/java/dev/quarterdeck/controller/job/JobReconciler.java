package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.job.JobPlan.Note;
import dev.quarterdeck.controller.owner.Adoption;
import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.pod.PodControl;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries out the plan of a Job: first the status, which names the ended pods and is refused where it was decided on an old Job, then new pods, then the
 * finalizers of the ended ones. In this order no end is lost or counted twice.
 */
final class JobReconciler implements Reconciler<ObjectKey> {
    private static final String OWN_NAME = "kubernetes.io/job-controller";

    private final Informer<Job> jobs;
    private final ObjectApi api;
    private final EventRecorder events;
    private final PodControl control;
    private final InstantSource clock;
    /** Pods that have lost their finalizer though the cache may not show it. A key is worked on by one thread at a time. */
    private final Map<ObjectKey, Set<String>> released = new ConcurrentHashMap<>();

    /** The revision of the last status written: an older Job in the cache lacks ends that the pods no longer show. */
    private final Map<ObjectKey, Long> written = new ConcurrentHashMap<>();

    private final Map<ObjectKey, BackOff> backOffs = new ConcurrentHashMap<>();
    private final JobGroups groups;

    JobReconciler(
            Informer<Job> jobs,
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            InstantSource clock,
            Batches batches,
            JobGroups groups) {
        this.groups = groups;
        this.jobs = jobs;
        this.api = api;
        this.events = events;
        this.control = new PodControl(pods, api, new Adoption(api, JobPods.FINALIZER), events, expectations, batches);
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Job> found = jobs.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            control.forget(key);
            released.remove(key);
            written.remove(key);
            backOffs.remove(key);
            groups.forget(key);
            return Result.DONE;
        }
        Job job = found.get();
        String manager = job.getSpec().getManagedBy();
        if ((manager != null && !manager.equals(OWN_NAME)) || isOlderThanWritten(key, job)) {
            return Result.DONE;
        }
        List<Pod> owned = control.owned(job, job.getSpec().getSelector());
        String group = groups.of(job, owned);
        Set<String> gone = released(key, owned);
        JobPlan plan = JobPlanner.plan(
                job,
                owned,
                new JobMemory(gone, Optional.ofNullable(backOffs.get(key))),
                control.settled(key, owned),
                clock.instant());
        if (plan.expired()) {
            return expire(job);
        }
        updateStatus(key, job, plan);
        change(key, job, plan, group);
        for (Pod pod : plan.release()) {
            Finalizers.remove(api, pod);
            gone.add(pod.getMetadata().getUid());
        }
        if (!plan.release().isEmpty()) {
            return Result.RETRY;
        }
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    private boolean isOlderThanWritten(ObjectKey key, Job job) {
        return revision(job) < written.getOrDefault(key, 0L);
    }

    private static long revision(Job job) {
        return Long.parseLong(job.getMetadata().getResourceVersion());
    }

    private Set<String> released(ObjectKey key, List<Pod> owned) {
        Set<String> gone = released.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet());
        gone.retainAll(PodControl.uids(owned, JobPods::isTracked));
        return gone;
    }

    private void change(ObjectKey key, Job job, JobPlan plan, String group) throws InterruptedException {
        List<Pod> wanted =
                plan.create().stream().map(pod -> JobPods.pod(job, pod, group)).toList();
        // Who takes a pod away does not wait for its end, and it counts as nothing.
        if (plan.dismissed()) {
            for (Pod pod : plan.delete()) {
                Finalizers.remove(api, pod);
            }
        }
        ApiException refused = control.delete(key, job, plan.delete());
        ApiException failure = refused != null ? refused : control.create(key, job, wanted);
        if (failure != null) {
            throw failure;
        }
    }

    private void updateStatus(ObjectKey key, Job job, JobPlan plan) throws InterruptedException {
        if (!Objects.equals(job.getStatus(), plan.status())) {
            Job stored = api.updateStatus(
                    new JobBuilder(job).withStatus(plan.status()).build());
            written.put(key, revision(stored));
            plan.backOff().ifPresent(backOff -> backOffs.put(key, backOff));
            for (Note note : plan.notes()) {
                if (note.warning()) {
                    events.warning(job, note.reason(), note.message());
                } else {
                    events.normal(job, note.reason(), note.message());
                }
            }
        }
    }

    /** The server is asked first: the time to live may have been made longer. */
    private Result expire(Job job) throws InterruptedException {
        Optional<Job> live = api.get(
                        Job.class,
                        job.getMetadata().getNamespace(),
                        job.getMetadata().getName())
                .filter(j -> j.getMetadata().getUid().equals(job.getMetadata().getUid()));
        if (live.isPresent()
                && JobPlanner.plan(live.get(), List.of(), JobMemory.NONE, true, clock.instant())
                        .expired()) {
            api.delete(live.get(), Propagation.FOREGROUND);
        }
        return Result.DONE;
    }
}
