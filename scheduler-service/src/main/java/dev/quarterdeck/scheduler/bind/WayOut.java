package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.preempt.PreemptionDecision;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a pod that no node takes: less important ones are told to go, or it gives up what keeps it from going elsewhere; then it waits, and is told why.
 * Decides on the thread of the loop, writes beside it.
 */
final class WayOut {
    private static final Logger LOG = LoggerFactory.getLogger(WayOut.class);

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final Map<String, Preemption> preemptions = new HashMap<>();
    private final Reservations reservations;
    private final PodWriter writer;
    private final SchedulingEvents events;
    private final SchedulingMetrics metrics;
    private final Writes writes;

    WayOut(
            SchedulingQueue queue,
            ClusterState state,
            List<SchedulingCycle> cycles,
            Reservations reservations,
            PodWriter writer,
            SchedulingEvents events,
            SchedulingMetrics metrics,
            Writes writes) {
        this.queue = queue;
        this.state = state;
        cycles.forEach(c -> preemptions.put(c.profile().schedulerName(), new Preemption(c)));
        this.reservations = reservations;
        this.writer = writer;
        this.events = events;
        this.metrics = metrics;
        this.writes = writes;
    }

    /** @param no why no node takes it */
    void look(
            PodRequest request,
            SchedulingCycle cycle,
            ClusterSnapshot snapshot,
            Decision.Unschedulable no,
            AttemptTimes times)
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
        metrics.lookedForVictims();
        Preemption preemption = Objects.requireNonNull(preemptions.get(Scheduler.profileOf(request)));
        long begin = System.nanoTime();
        PreemptionDecision way = preemption.decide(request, snapshot, no.helpable());
        long nanos = System.nanoTime() - begin;
        String status = way instanceof PreemptionDecision.Preempt ? "Success" : "Unschedulable";
        times.took(ExtensionPoint.PostFilter, status, nanos);
        if (times.isSampled()) {
            times.ruleTook(ExtensionPoint.PostFilter, "DefaultPreemption", status, nanos);
        }
        switch (way) {
            case PreemptionDecision.Helpless(String why, boolean waits) -> {
                String nominated = waits ? request.nominatedNode() : "";
                state.nominate(request, nominated);
                giveBack(request, no.message() + " " + released + ", " + why, nominated, no);
            }
            case PreemptionDecision.Preempt(String node, List<PodRequest> victims) -> {
                metrics.preempted(victims.size());
                state.nominate(request, node);
                List<PodRequest> lower = lowerExpectedOn(node, request, snapshot);
                lower.forEach(p -> state.nominate(p, ""));
                events.failed(request, no.message());
                writes.begin(() -> preempt(request, node, victims, lower, no));
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
        events.failed(request, message);
        queue.unschedulable(request, no.rejectedBy());
        writes.begin(() -> mark(request.pod(), message, nominated));
    }

    /** The pod counts as being tried until its victims have been told to go: what changes meanwhile is not missed. */
    private void preempt(
            PodRequest request,
            String node,
            List<PodRequest> victims,
            List<PodRequest> lower,
            Decision.Unschedulable no) {
        Preemptor by = Preemptor.of(request);
        long begin = System.nanoTime();
        boolean all = false;
        try {
            for (PodRequest victim : victims) {
                if (writer.preempt(victim.pod(), by)) {
                    events.preempted(victim.pod(), by, node);
                }
            }
            for (PodRequest each : lower) {
                writer.withdrawNomination(each.pod());
                queue.activate(each.uid());
            }
            all = true;
        } catch (ApiException e) {
            LOG.warn("cannot preempt all on {}: {}", node, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.cleared(all, System.nanoTime() - begin);
        queue.unschedulable(request, no.rejectedBy());
        mark(request.pod(), no.message(), node);
    }

    private void mark(Pod pod, String message, String nominatedNode) {
        Writes.tell(pod, () -> writer.markUnschedulable(pod, message, nominatedNode));
    }
}
