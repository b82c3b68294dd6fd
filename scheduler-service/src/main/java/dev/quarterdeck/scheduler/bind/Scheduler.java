package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.preempt.PreemptionDecision;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: takes a pod, decides on a snapshot, assumes the decision, and lets a binding thread carry it out while the next pod is decided. Decisions are made by
 * one thread; writes by others, at most a fixed number at a time.
 */
public final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final int MOST_WRITES = 64;

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final Map<String, SchedulingCycle> cycles;
    private final Map<String, Preemption> preemptions = new HashMap<>();
    private final PodWriter writer;
    private final EventRecorder events;
    private final SchedulingMetrics metrics;
    private final Executor writers;
    private final Semaphore writes = new Semaphore(MOST_WRITES);

    public Scheduler(
            SchedulingQueue queue,
            ClusterState state,
            List<SchedulingCycle> cycles,
            PodWriter writer,
            EventRecorder events,
            SchedulingMetrics metrics,
            Executor writers) {
        this.queue = queue;
        this.state = state;
        this.cycles = cycles.stream().collect(Collectors.toMap(c -> c.profile().schedulerName(), c -> c));
        cycles.forEach(c -> preemptions.put(c.profile().schedulerName(), new Preemption(c)));
        this.writer = writer;
        this.events = events;
        this.metrics = metrics;
        this.writers = writers;
    }

    /** Runs until interrupted: the work of a leader. */
    public void run() throws InterruptedException {
        while (true) {
            step(IDLE);
        }
    }

    /** One pod; false where none came within {@code limit}. */
    public boolean step(Duration limit) throws InterruptedException {
        Optional<Pod> next = queue.take(limit);
        if (next.isEmpty()) {
            return false;
        }
        Pod pod = next.get();
        long start = System.nanoTime();
        try {
            decide(pod, start);
        } catch (RuntimeException e) {
            LOG.error(
                    "cannot schedule {}/{}",
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    e);
            metrics.attempted("error", System.nanoTime() - start);
            queue.failed(pod);
        } catch (InterruptedException e) {
            // Leadership ended between the decision and its write: it has not been made.
            forget(pod.getMetadata().getUid());
            queue.failed(pod);
            throw e;
        }
        return true;
    }

    private void decide(Pod pod, long start) throws InterruptedException {
        PodRequest request = PodRequest.of(pod);
        ClusterSnapshot snapshot = state.snapshot();
        SchedulingCycle cycle = cycles.get(nameOf(pod));
        if (cycle == null) {
            // No profile of ours: its name was another when it came.
            queue.delete(request.uid());
            return;
        }
        switch (cycle.decide(request, snapshot)) {
            case Decision.Placed(String node) -> {
                state.assume(request, node);
                writes.acquire();
                writers.execute(() -> bind(pod, node, start));
            }
            case Decision.Unschedulable no -> {
                metrics.attempted("unschedulable", System.nanoTime() - start);
                reject(request, snapshot, no);
            }
        }
    }

    private static String nameOf(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
    }

    private void reject(PodRequest request, ClusterSnapshot snapshot, Decision.Unschedulable no)
            throws InterruptedException {
        Pod pod = request.pod();
        if (snapshot.nodes().size() == 0) {
            giveBack(pod, no.message(), "", no);
            return;
        }
        SchedulingCycle cycle = Objects.requireNonNull(cycles.get(nameOf(pod)));
        if (!cycle.profile().preempts()) {
            giveBack(pod, no.message(), "", no);
            return;
        }
        Preemption preemption = Objects.requireNonNull(preemptions.get(nameOf(pod)));
        switch (preemption.decide(request, snapshot, no.helpable())) {
            case PreemptionDecision.Helpless(String why, boolean waits) -> {
                String nominated = waits ? request.nominatedNode() : "";
                state.nominate(request, nominated);
                // Claims of dynamic resources are not deallocated for others; the words are the reference's.
                giveBack(pod, no.message() + " no new claims to deallocate, " + why, nominated, no);
            }
            case PreemptionDecision.Preempt(String node, List<PodRequest> victims) -> {
                state.nominate(request, node);
                events.warning(pod, "FailedScheduling", no.message());
                writes.acquire();
                writers.execute(() -> preempt(pod, node, victims, no));
            }
        }
    }

    private void giveBack(Pod pod, String message, String nominated, Decision.Unschedulable no)
            throws InterruptedException {
        events.warning(pod, "FailedScheduling", message);
        queue.unschedulable(pod, no.rejectedBy());
        writes.acquire();
        writers.execute(() -> mark(pod, message, nominated));
    }

    /** The pod counts as being tried until its victims have been told to go: what changes meanwhile is not missed. */
    private void preempt(Pod pod, String node, List<PodRequest> victims, Decision.Unschedulable no) {
        try {
            for (PodRequest victim : victims) {
                if (writer.preempt(victim.pod())) {
                    events.normal(
                            victim.pod(),
                            "Preempted",
                            "Preempted by pod " + pod.getMetadata().getUid() + " on node " + node);
                }
            }
        } catch (ApiException e) {
            LOG.warn("cannot preempt all on {}: {}", node, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.unschedulable(pod, no.rejectedBy());
        mark(pod, no.message(), node);
    }

    private void bind(Pod pod, String node, long start) {
        String uid = pod.getMetadata().getUid();
        try {
            writer.bind(pod, node);
            queue.bound(uid);
            metrics.attempted("scheduled", System.nanoTime() - start);
            events.normal(
                    pod,
                    "Scheduled",
                    "Successfully assigned " + pod.getMetadata().getNamespace() + "/"
                            + pod.getMetadata().getName() + " to " + node);
        } catch (ApiException e) {
            forget(uid);
            if (e.reason() == StatusReason.NOT_FOUND || e.reason() == StatusReason.CONFLICT) {
                // Gone, or bound by somebody else: informers tell which.
                queue.bound(uid);
            } else {
                LOG.warn(
                        "cannot bind {}/{}: {}",
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        e.getMessage());
                metrics.attempted("error", System.nanoTime() - start);
                queue.failed(pod);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(uid);
            queue.failed(pod);
        } finally {
            writes.release();
        }
    }

    /** Others may have been rejected for the room that is free again. */
    private void forget(String uid) {
        if (state.forget(uid)) {
            queue.moved(ClusterChange.POD_LEFT);
        }
    }

    private void mark(Pod pod, String message, String nominatedNode) {
        try {
            writer.markUnschedulable(pod, message, nominatedNode);
        } catch (ApiException e) {
            LOG.warn(
                    "cannot say why {}/{} waits: {}",
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writes.release();
        }
    }
}
