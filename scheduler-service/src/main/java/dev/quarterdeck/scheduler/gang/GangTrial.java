package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.preempt.PreemptionDecision;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.WorkingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where the pods of a group would go in one cluster, one after the other, each seeing those before it on their nodes. Leaves nothing held. Not thread-safe. */
final class GangTrial {
    private final SchedulingCycle cycle;
    private final Preemption preemption;
    private final GangHolds holds;

    GangTrial(SchedulingCycle cycle, Preemption preemption, GangHolds holds) {
        this.cycle = cycle;
        this.preemption = preemption;
        this.holds = holds;
    }

    /** A question about one pod has no answer. */
    static final class FailedException extends SchedulingException {
        private static final long serialVersionUID = 1;

        private final transient PodRequest pod;

        FailedException(PodRequest pod, String message) {
            super(message);
            this.pod = pod;
        }

        PodRequest pod() {
            return pod;
        }
    }

    /**
     * @param pods one outcome for each
     * @param after the cluster with those that fit on their nodes
     */
    record Result(List<PodOutcome> pods, ClusterSnapshot after) {
        int fitting() {
            return (int) pods.stream()
                    .filter(o -> !(o instanceof PodOutcome.Rejected))
                    .count();
        }

        boolean displaces() {
            return pods.stream().anyMatch(o -> o instanceof PodOutcome.Displaces);
        }

        /** Whether any fits, and with those that have a node enough do. */
        boolean isEnough(GangRequest request) {
            int fitting = fitting();
            return fitting > 0 && request.placed().size() + fitting >= request.minCount();
        }
    }

    /** @param whyNobodyGoes why no pod is displaced for a single one of these; empty where some may be */
    Result run(List<PodRequest> pods, ClusterSnapshot cluster, String whyNobodyGoes) {
        WorkingSnapshot world = new WorkingSnapshot(cluster);
        List<PodOutcome> outcomes = new ArrayList<>();
        List<PodRequest> held = new ArrayList<>();
        try {
            for (PodRequest pod : pods) {
                try {
                    PodOutcome outcome = outcome(pod, world, whyNobodyGoes);
                    outcomes.add(outcome);
                    settle(outcome, world, held);
                } catch (SchedulingException e) {
                    throw new FailedException(pod, e.getMessage());
                }
            }
        } finally {
            held.reversed().forEach(holds::letGo);
        }
        return new Result(outcomes, world.now());
    }

    private void settle(PodOutcome outcome, WorkingSnapshot world, List<PodRequest> held) {
        switch (outcome) {
            case PodOutcome.Fits(PodRequest pod, String node) -> {
                holds.hold(pod, Objects.requireNonNull(world.node(node)), world.now());
                held.add(pod);
                world.come(pod, node);
            }
            case PodOutcome.Displaces(PodRequest pod, String node, List<PodRequest> victims, var no) -> {
                victims.forEach(victim -> world.go(victim, node));
                world.come(pod, node);
            }
            case PodOutcome.Rejected rejected -> {}
        }
    }

    private PodOutcome outcome(PodRequest asking, WorkingSnapshot world, String whyNobodyGoes) {
        ClusterSnapshot cluster = world.now();
        PodRequest pod = asking.with(cluster.deviceClasses());
        return switch (cycle.decide(pod, cluster)) {
            case Decision.Placed(String node) -> new PodOutcome.Fits(pod, node);
            case Decision.Unschedulable no -> wayOut(pod, world, no, whyNobodyGoes);
        };
    }

    private PodOutcome wayOut(PodRequest pod, WorkingSnapshot world, Decision.Unschedulable no, String whyNobodyGoes) {
        ClusterSnapshot cluster = world.now();
        if (cluster.nodes().size() == 0 || !cycle.profile().preempts()) {
            return new PodOutcome.Rejected(pod, no.message(), no);
        }
        String released = no.message() + " " + holds.giveUp(pod, cluster, no.rejectedBy()) + ", ";
        if (!whyNobodyGoes.isEmpty()) {
            return new PodOutcome.Rejected(pod, released + "preemption: " + whyNobodyGoes, no);
        }
        return switch (preemption.decide(pod, cluster, no.helpable())) {
            case PreemptionDecision.Preempt(String node, List<PodRequest> victims) ->
                new PodOutcome.Displaces(pod, node, victims, no);
            case PreemptionDecision.Helpless(String why, boolean waits) ->
                waits && world.node(pod.nominatedNode()) != null
                        ? new PodOutcome.Displaces(pod, pod.nominatedNode(), List.of(), no)
                        : new PodOutcome.Rejected(pod, released + why, no);
        };
    }
}
