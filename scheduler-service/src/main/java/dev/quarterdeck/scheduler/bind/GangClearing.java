package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.gang.GangDecision;
import dev.quarterdeck.scheduler.gang.GangWords;
import dev.quarterdeck.scheduler.gang.PodOutcome;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears nodes for the pods of a group, all of which fit once that is done: each is nominated to its node, and victims are told to go. */
final class GangClearing {
    private static final Logger LOG = LoggerFactory.getLogger(GangClearing.class);

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final PodWriter writer;
    private final SchedulingEvents events;
    private final SchedulingMetrics metrics;
    private final Writes writes;
    private final GangTeller teller;

    GangClearing(
            SchedulingQueue queue,
            ClusterState state,
            PodWriter writer,
            SchedulingEvents events,
            SchedulingMetrics metrics,
            Writes writes,
            GangTeller teller) {
        this.queue = queue;
        this.state = state;
        this.writer = writer;
        this.events = events;
        this.metrics = metrics;
        this.writes = writes;
        this.teller = teller;
    }

    void begin(List<PodOutcome> outcomes) throws InterruptedException {
        List<PodRequest> lower = new ArrayList<>();
        for (PodOutcome outcome : outcomes) {
            String node = node(outcome);
            lower.addAll(lowerExpectedOn(node, outcome.pod()));
            state.nominate(outcome.pod(), node);
        }
        lower.forEach(p -> state.nominate(p, ""));
        metrics.lookedForVictims();
        // They count as being tried until their victims have been told to go: what changes meanwhile is not missed.
        writes.begin(() -> preempt(outcomes, lower));
        for (PodOutcome outcome : outcomes) {
            String message =
                    switch (outcome) {
                        case PodOutcome.Fits fits -> GangWords.WAITS_FOR_PREEMPTION;
                        case PodOutcome.Displaces displaces -> displaces.no().message();
                        case PodOutcome.Rejected rejected -> rejected.message();
                    };
            teller.waiting(outcome.pod(), message, node(outcome));
        }
    }

    /** Others go, wherever they are. What is freed is kept for the pods in memory only: the reference names no nodes for them either. */
    void begin(PodGroup group, GangDecision.Displace displace) throws InterruptedException {
        List<PodOutcome> outcomes = displace.pods();
        for (PodOutcome then : displace.then()) {
            state.nominate(then.pod(), node(then));
        }
        metrics.lookedForVictims();
        metrics.preempted(displace.victims().size());
        writes.begin(() -> displace(group, displace.victims(), outcomes));
        for (PodOutcome outcome : outcomes) {
            String message = outcome instanceof PodOutcome.Rejected rejected ? rejected.message() : displace.message();
            teller.waiting(outcome.pod(), message, outcome instanceof PodOutcome.Fits fits ? fits.node() : "");
        }
    }

    private void displace(PodGroup group, List<PodRequest> victims, List<PodOutcome> outcomes) {
        long begin = System.nanoTime();
        boolean all = false;
        Preemptor by = Preemptor.of(group, outcomes.getFirst().pod());
        try {
            for (PodRequest victim : victims) {
                if (writer.preempt(victim.pod(), by)) {
                    events.preempted(victim.pod(), by, "cluster");
                }
            }
            all = true;
        } catch (ApiException e) {
            LOG.warn("cannot preempt all for {}: {}", group.getMetadata().getName(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.cleared(all, System.nanoTime() - begin);
        outcomes.forEach(o -> queue.unschedulable(o.pod(), GangAttempt.rejectedBy(o)));
    }

    private static String node(PodOutcome outcome) {
        return switch (outcome) {
            case PodOutcome.Fits fits -> fits.node();
            case PodOutcome.Displaces displaces -> displaces.node();
            case PodOutcome.Rejected rejected -> "";
        };
    }

    /** Less important pods for which the same node was being cleared: it is not for them any more. */
    private List<PodRequest> lowerExpectedOn(String name, PodRequest pod) {
        NodeSnapshot node = state.node(name);
        List<PodRequest> expected =
                node == null ? null : state.snapshot().nominated().get(node.slot());
        return expected == null
                ? List.of()
                : expected.stream().filter(p -> p.priority() < pod.priority()).toList();
    }

    private void preempt(List<PodOutcome> outcomes, List<PodRequest> lower) {
        long begin = System.nanoTime();
        boolean all = false;
        try {
            for (PodOutcome outcome : outcomes) {
                if (outcome instanceof PodOutcome.Displaces displaces) {
                    tellToGo(displaces);
                }
            }
            for (PodRequest each : lower) {
                writer.withdrawNomination(each.pod());
                queue.activate(each.uid());
            }
            all = true;
        } catch (ApiException e) {
            LOG.warn("cannot preempt all: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.cleared(all, System.nanoTime() - begin);
        outcomes.forEach(o -> queue.unschedulable(o.pod(), GangAttempt.rejectedBy(o)));
    }

    private void tellToGo(PodOutcome.Displaces displaces) throws InterruptedException {
        if (!displaces.victims().isEmpty()) {
            metrics.preempted(displaces.victims().size());
        }
        Preemptor by = Preemptor.of(displaces.pod());
        for (PodRequest victim : displaces.victims()) {
            if (writer.preempt(victim.pod(), by)) {
                events.preempted(victim.pod(), by, displaces.node());
            }
        }
    }
}
