package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
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
import java.util.Set;
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
    private final Reservations reservations;
    private final PodWriter writer;
    private final EventRecorder events;
    private final SchedulingMetrics metrics;
    private final Executor writers;
    private final Semaphore writes = new Semaphore(MOST_WRITES);

    /** @param cycles one for each profile */
    public Scheduler(
            SchedulingQueue queue,
            ClusterState state,
            List<SchedulingCycle> cycles,
            Reservations reservations,
            PodWriter writer,
            EventRecorder events,
            SchedulingMetrics metrics,
            Executor writers) {
        this.queue = queue;
        this.state = state;
        this.cycles = cycles.stream().collect(Collectors.toMap(c -> c.profile().schedulerName(), c -> c));
        cycles.forEach(c -> preemptions.put(c.profile().schedulerName(), new Preemption(c)));
        this.reservations = reservations;
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
        Optional<PodRequest> next = queue.take(limit);
        if (next.isEmpty()) {
            return false;
        }
        PodRequest request = next.get();
        long start = System.nanoTime();
        try {
            decide(request, start);
        } catch (SchedulingException e) {
            String wrong = String.valueOf(e.getMessage());
            metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
            events.warning(request.pod(), "FailedScheduling", wrong);
            queue.failed(request);
            writes.acquire();
            writers.execute(() -> markFailed(request.pod(), wrong));
        } catch (RuntimeException e) {
            LOG.error("cannot schedule {}", nameOf(request), e);
            metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
            queue.failed(request);
        } catch (InterruptedException e) {
            // Leadership ended between the decision and its write: it has not been made.
            forget(request);
            queue.failed(request);
            throw e;
        }
        return true;
    }

    private static String nameOf(PodRequest pod) {
        return pod.pod().getMetadata().getNamespace() + "/"
                + pod.pod().getMetadata().getName();
    }

    private static String profileOf(PodRequest pod) {
        return Objects.requireNonNullElse(pod.pod().getSpec().getSchedulerName(), "default-scheduler");
    }

    private void decide(PodRequest request, long start) throws InterruptedException {
        ClusterSnapshot snapshot = state.snapshot();
        SchedulingCycle cycle = cycles.get(profileOf(request));
        if (cycle == null) {
            queue.delete(request.uid());
            return;
        }
        if (!reservations.missing(request).isEmpty()) {
            queue.notReady(request, Set.of("DynamicResources"));
            return;
        }
        switch (cycle.decide(request, snapshot)) {
            case Decision.Placed(String node) -> {
                reservations.reserve(request, Objects.requireNonNull(state.node(node)), snapshot);
                state.assume(request, node);
                writes.acquire();
                writers.execute(() -> carryOut(request, node, start));
            }
            case Decision.Unschedulable no -> {
                metrics.attempted(profileOf(request), "unschedulable", System.nanoTime() - start);
                reject(request, cycle, snapshot, no);
            }
        }
    }

    private void reject(PodRequest request, SchedulingCycle cycle, ClusterSnapshot snapshot, Decision.Unschedulable no)
            throws InterruptedException {
        if (snapshot.nodes().size() == 0 || !cycle.profile().preempts()) {
            giveBack(request, no.message(), "", no);
            return;
        }
        if (no.ofThePod()
                && !no.rejectedBy().contains("DynamicResources")
                && cycle.profile().filters().contains("DynamicResources")) {
            // The reference's rule about devices has not been asked then, misses what it would have noted, and ends the
            // search for a way out.
            giveBack(request, no.message() + " not found", request.nominatedNode(), no);
            return;
        }
        String released = reservations.release(request, snapshot, no.rejectedBy());
        Preemption preemption = Objects.requireNonNull(preemptions.get(profileOf(request)));
        switch (preemption.decide(request, snapshot, no.helpable())) {
            case PreemptionDecision.Helpless(String why, boolean waits) -> {
                String nominated = waits ? request.nominatedNode() : "";
                state.nominate(request, nominated);
                giveBack(request, no.message() + " " + released + ", " + why, nominated, no);
            }
            case PreemptionDecision.Preempt(String node, List<PodRequest> victims) -> {
                state.nominate(request, node);
                List<PodRequest> lower = lowerExpectedOn(node, request, snapshot);
                lower.forEach(p -> state.nominate(p, ""));
                events.warning(request.pod(), "FailedScheduling", no.message());
                writes.acquire();
                writers.execute(() -> preempt(request, node, victims, lower, no));
            }
        }
    }

    /** Less important pods for which the same node was being cleared: it is not for them any more. */
    private List<PodRequest> lowerExpectedOn(String node, PodRequest request, ClusterSnapshot snapshot) {
        var known = state.node(node);
        List<PodRequest> expected = known == null ? null : snapshot.nominated().get(known.slot());
        return expected == null
                ? List.of()
                : expected.stream()
                        .filter(p -> p.priority() < request.priority())
                        .toList();
    }

    private void giveBack(PodRequest request, String message, String nominated, Decision.Unschedulable no)
            throws InterruptedException {
        events.warning(request.pod(), "FailedScheduling", message);
        queue.unschedulable(request, no.rejectedBy());
        writes.acquire();
        writers.execute(() -> mark(request.pod(), message, nominated));
    }

    /** The pod counts as being tried until its victims have been told to go: what changes meanwhile is not missed. */
    private void preempt(
            PodRequest request,
            String node,
            List<PodRequest> victims,
            List<PodRequest> lower,
            Decision.Unschedulable no) {
        Pod pod = request.pod();
        try {
            for (PodRequest victim : victims) {
                if (writer.preempt(victim.pod())) {
                    events.normal(
                            victim.pod(),
                            "Preempted",
                            "Preempted by pod " + pod.getMetadata().getUid() + " on node " + node);
                }
            }
            for (PodRequest each : lower) {
                writer.withdrawNomination(each.pod());
                queue.activate(each.uid());
            }
        } catch (ApiException e) {
            LOG.warn("cannot preempt all on {}: {}", node, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.unschedulable(request, no.rejectedBy());
        mark(pod, no.message(), node);
    }

    private void carryOut(PodRequest request, String node, long start) {
        try {
            reservations.carryOut(
                    request,
                    () -> bind(request, node, start),
                    wrong -> {
                        forget(request);
                        events.warning(request.pod(), "FailedScheduling", wrong);
                        queue.failed(request);
                    },
                    writers);
        } catch (ApiException e) {
            LOG.warn("cannot prepare {} for {}: {}", nameOf(request), node, e.getMessage());
            forget(request);
            metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
            queue.failed(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(request);
            queue.failed(request);
        } finally {
            writes.release();
        }
    }

    private void bind(PodRequest request, String node, long start) {
        Pod pod = request.pod();
        try {
            writer.bind(pod, node);
            reservations.bound(request);
            queue.bound(request.uid());
            metrics.attempted(profileOf(request), "scheduled", System.nanoTime() - start);
            events.normal(pod, "Scheduled", "Successfully assigned " + nameOf(request) + " to " + node);
        } catch (ApiException e) {
            forget(request);
            if (e.reason() == StatusReason.NOT_FOUND || e.reason() == StatusReason.CONFLICT) {
                // Gone, or bound by somebody else: informers tell which.
                queue.bound(request.uid());
            } else {
                LOG.warn("cannot bind {}: {}", nameOf(request), e.getMessage());
                metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
                queue.failed(request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(request);
            queue.failed(request);
        }
    }

    /** Others may have been rejected for the room that is free again. */
    private void forget(PodRequest request) {
        reservations.forget(request);
        ClusterState.Left left = state.forget(request.uid());
        if (left != null) {
            queue.moved(ClusterChange.of(ClusterChange.Kind.POD_LEFT, left.pod(), left.node()));
        }
    }

    private void mark(Pod pod, String message, String nominatedNode) {
        say(pod, () -> writer.markUnschedulable(pod, message, nominatedNode));
    }

    private void markFailed(Pod pod, String message) {
        say(pod, () -> writer.markFailed(pod, message));
    }

    private interface Saying {
        void say() throws InterruptedException;
    }

    private void say(Pod pod, Saying what) {
        try {
            what.say();
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
