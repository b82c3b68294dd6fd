package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.queue.Served;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out that a pod goes to a node: what it holds there is written, then it is bound; where either fails, it is given back. Called by writers. */
final class BindingCycle {
    private static final Logger LOG = LoggerFactory.getLogger(BindingCycle.class);

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final Gangs gangs;
    private final Reservations reservations;
    private final PodWriter writer;
    private final SchedulingEvents events;
    private final SchedulingMetrics metrics;
    private final Writes writes;

    BindingCycle(
            SchedulingQueue queue,
            ClusterState state,
            Gangs gangs,
            Reservations reservations,
            PodWriter writer,
            SchedulingEvents events,
            SchedulingMetrics metrics,
            Writes writes) {
        this.queue = queue;
        this.state = state;
        this.gangs = gangs;
        this.reservations = reservations;
        this.writer = writer;
        this.events = events;
        this.metrics = metrics;
        this.writes = writes;
    }

    /** @param start of the attempt, as of {@link System#nanoTime} */
    void carryOut(PodRequest request, String node, long start, AttemptTimes times) {
        long begin = System.nanoTime();
        metrics.bindingBegins();
        try {
            reservations.carryOut(
                    request,
                    () -> {
                        times.took(ExtensionPoint.PreBind, "Success", System.nanoTime() - begin);
                        bind(request, node, start, times);
                    },
                    wrong -> {
                        times.took(ExtensionPoint.PreBind, "Error", System.nanoTime() - begin);
                        fail(request, wrong);
                    },
                    writes.writers(),
                    times);
        } catch (ApiException e) {
            LOG.warn("cannot prepare {} for {}: {}", Scheduler.nameOf(request), node, e.getMessage());
            forget(request);
            metrics.attempted(Scheduler.profileOf(request), "error", System.nanoTime() - start);
            queue.failed(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(request);
            queue.failed(request);
        } finally {
            metrics.bindingEnds();
        }
    }

    private void bind(PodRequest request, String node, long start, AttemptTimes times) {
        Pod pod = request.pod();
        long begin = System.nanoTime();
        try {
            writer.bind(pod, node);
            took(times, "Success", System.nanoTime() - begin);
            reservations.bound(request);
            Served served = queue.bound(request.uid());
            if (served != null) {
                metrics.scheduled(served);
            }
            metrics.attempted(Scheduler.profileOf(request), "scheduled", System.nanoTime() - start);
            events.scheduled(request, node);
        } catch (ApiException e) {
            took(times, "Error", System.nanoTime() - begin);
            forget(request);
            boolean gated = !pod.getSpec().getSchedulingGates().isEmpty();
            if (e.reason() == StatusReason.NOT_FOUND || (e.reason() == StatusReason.CONFLICT && !gated)) {
                // Gone, or bound by somebody else: informers tell which.
                queue.bound(request.uid());
            } else {
                LOG.warn("cannot bind {}: {}", Scheduler.nameOf(request), e.getMessage());
                metrics.attempted(Scheduler.profileOf(request), "error", System.nanoTime() - start);
                tell(request, "running Bind plugin \"DefaultBinder\": " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            forget(request);
            queue.failed(request);
        }
    }

    private void fail(PodRequest request, String wrong) {
        forget(request);
        tell(request, wrong);
    }

    /** It is tried again after its back-off; the pod is told why. */
    private void tell(PodRequest request, String wrong) {
        events.failed(request, wrong);
        queue.failed(request);
        Writes.tell(request.pod(), () -> writer.markFailed(request.pod(), wrong));
    }

    private static void took(AttemptTimes times, String status, long nanos) {
        times.took(ExtensionPoint.Bind, status, nanos);
        if (times.isSampled()) {
            times.ruleTook(ExtensionPoint.Bind, "DefaultBinder", status, nanos);
        }
    }

    /** The pod is not going there. Others may have been rejected for the room that is free again. */
    void forget(PodRequest request) {
        reservations.forget(request);
        if (gangs.of(request.pod()) != null) {
            gangs.forgotten(request);
        }
        ClusterState.Left left = state.forget(request.uid());
        if (left != null) {
            queue.moved(ClusterChange.of(ClusterChange.Kind.POD_LEFT, left.pod(), left.node()));
        }
    }
}
