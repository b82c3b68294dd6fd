package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.gang.GangCycle;
import dev.quarterdeck.scheduler.gang.GangDecision;
import dev.quarterdeck.scheduler.gang.GangHolds;
import dev.quarterdeck.scheduler.gang.GangRequest;
import dev.quarterdeck.scheduler.gang.GangRule;
import dev.quarterdeck.scheduler.gang.GangWords;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.gang.PodOutcome;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the pods of a group together: takes them all from the queue, has it decided where they go, and assumes all that is decided before any of it is written.
 * Decides on the thread of the loop, writes beside it.
 */
final class GangAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(GangAttempt.class);
    private static final Set<String> FOR_OTHERS = Set.of(GangRule.NAME);

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final Gangs gangs;
    private final Map<String, GangCycle> cycles = new HashMap<>();
    private final Reservations reservations;
    private final GangTeller teller;
    private final SchedulingMetrics metrics;
    private final Writes writes;
    private final BindingCycle binding;
    private final GangClearing clearing;

    GangAttempt(
            SchedulingQueue queue,
            ClusterState state,
            Gangs gangs,
            List<SchedulingCycle> all,
            Reservations reservations,
            PodWriter writer,
            GroupWriter groups,
            SchedulingEvents events,
            SchedulingMetrics metrics,
            Writes writes,
            BindingCycle binding) {
        this.queue = queue;
        this.state = state;
        this.gangs = gangs;
        GangHolds holds = holds(reservations);
        all.forEach(
                c -> cycles.put(c.profile().schedulerName(), new GangCycle(c, holds, gangs.settings(), gangs::object)));
        this.reservations = reservations;
        this.teller = new GangTeller(gangs, writer, groups, events, writes);
        this.metrics = metrics;
        this.writes = writes;
        this.binding = binding;
        this.clearing = new GangClearing(queue, state, writer, events, metrics, writes, teller);
    }

    private static GangHolds holds(Reservations reservations) {
        return new GangHolds() {
            @Override
            public void hold(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
                reservations.reserve(pod, node, cluster);
            }

            @Override
            public void letGo(PodRequest pod) {
                reservations.forget(pod);
            }

            @Override
            public String giveUp(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
                return reservations.release(pod, cluster, rejectedBy);
            }
        };
    }

    /**
     * All pods of a group that wait.
     *
     * @param first the one whose turn it is; null for none
     * @param start of the attempt, as of {@link System#nanoTime}
     */
    void make(GroupKey key, @Nullable PodRequest first, long start) throws InterruptedException {
        Gangs.View group = gangs.view(key);
        List<PodRequest> pods = ready(queue.takeTogether(first == null ? "" : first.uid(), group.waiting()));
        if (pods.isEmpty()) {
            return;
        }
        try {
            attempt(key, group, pods, start);
        } catch (RuntimeException e) {
            LOG.error("cannot schedule the pods of {}", key, e);
            for (PodRequest pod : pods) {
                binding.forget(pod);
                metrics.attempted(Scheduler.profileOf(pod), "error", System.nanoTime() - start);
                queue.failed(pod);
            }
        }
    }

    /** Those that lack a claim wait for that first. */
    private List<PodRequest> ready(List<PodRequest> taken) {
        ClusterSnapshot cluster = state.snapshot();
        List<PodRequest> result = new ArrayList<>();
        for (PodRequest asking : taken) {
            PodRequest pod = asking.with(cluster.deviceClasses());
            if (reservations.missing(pod).isEmpty()) {
                result.add(pod);
            } else {
                queue.notReady(pod, Set.of("DynamicResources"));
            }
        }
        return result;
    }

    private void attempt(GroupKey key, Gangs.View group, List<PodRequest> pods, long start)
            throws InterruptedException {
        String name = Scheduler.profileOf(pods.getFirst());
        for (PodRequest pod : pods) {
            if (!Scheduler.profileOf(pod).equals(name)) {
                String wrong = GangWords.severalSchedulers(name, Scheduler.profileOf(pod));
                fail(pods, pods.getFirst(), wrong, wrong, start);
                return;
            }
        }
        GangCycle cycle = cycles.get(name);
        PodGroup object = group.object();
        if (cycle == null || (object == null && gangs.settings().gangs())) {
            // Not ours, or gone since it was taken: it comes back with its group.
            pods.forEach(p -> queue.gated(p.uid()));
            return;
        }
        int minCount = object == null || !gangs.settings().gangs() ? 0 : object.minCount();
        long begin = System.nanoTime();
        GangDecision decision =
                cycle.decide(new GangRequest(key, object, pods, group.placed(), minCount), state.snapshot());
        long deciding = System.nanoTime() - begin;
        switch (decision) {
            case GangDecision.Bind(List<PodOutcome> outcomes) -> {
                bind(outcomes, minCount - group.placed().size(), start);
                teller.group(key, "True", "Scheduled", "");
            }
            case GangDecision.Clear(List<PodOutcome> outcomes) -> {
                outcomes.forEach(o -> unschedulable(o, start));
                clearing.begin(outcomes);
                teller.group(key, "False", "Unschedulable", GangWords.WAITS_FOR_PREEMPTION);
            }
            case GangDecision.Displace displace -> {
                displace.pods().forEach(o -> unschedulable(o, start));
                clearing.begin(Objects.requireNonNull(object), displace);
                teller.group(key, "False", "Unschedulable", displace.message());
            }
            case GangDecision.Refuse(List<PodOutcome> outcomes, String message) -> {
                outcomes.forEach(o -> unschedulable(o, start));
                refuse(outcomes);
                teller.group(key, "False", "Unschedulable", message);
            }
            case GangDecision.Fail(PodRequest pod, String message) -> {
                String others = pod == null ? message : GangWords.otherPodFailed(message);
                fail(pods, pod, message, others, start);
                teller.group(key, "False", "SchedulerError", others);
            }
        }
        metrics.attemptedTogether(name, result(decision), System.nanoTime() - start, deciding);
    }

    private static String result(GangDecision decision) {
        return switch (decision) {
            case GangDecision.Bind bind -> "scheduled";
            case GangDecision.Clear clear -> "waiting_on_preemption";
            case GangDecision.Displace displace -> "waiting_on_preemption";
            case GangDecision.Refuse refuse -> "unschedulable";
            case GangDecision.Fail fail -> "error";
        };
    }

    private void unschedulable(PodOutcome outcome, long start) {
        metrics.attempted(Scheduler.profileOf(outcome.pod()), "unschedulable", System.nanoTime() - start);
    }

    /** @param needed how many there must be for any of them to be bound */
    private void bind(List<PodOutcome> outcomes, int needed, long start) throws InterruptedException {
        List<PodOutcome.Fits> going = new ArrayList<>();
        List<Long> waitingSince = new ArrayList<>();
        List<PodOutcome> staying = new ArrayList<>();
        for (PodOutcome outcome : outcomes) {
            if (outcome instanceof PodOutcome.Fits fits) {
                state.assume(fits.pod(), fits.node());
                gangs.assumed(fits.pod(), fits.node());
                going.add(fits);
                if (going.size() < needed) {
                    waitingSince.add(System.nanoTime());
                }
            } else {
                staying.add(outcome);
                unschedulable(outcome, start);
            }
        }
        waitingSince.forEach(since -> metrics.waitedForOthers(System.nanoTime() - since));
        int begun = 0;
        try {
            for (PodOutcome.Fits each : going) {
                AttemptTimes times = metrics.attempt(Scheduler.profileOf(each.pod()));
                writes.begin(() -> binding.carryOut(each.pod(), each.node(), start, times));
                begun++;
            }
        } catch (InterruptedException e) {
            // Leadership ended: what has not been begun has not been decided, and is for the next one to finish.
            going.subList(begun, going.size()).forEach(each -> {
                binding.forget(each.pod());
                queue.failed(each.pod());
            });
            throw e;
        }
        refuse(staying);
    }

    private void refuse(List<PodOutcome> outcomes) throws InterruptedException {
        for (PodOutcome outcome : outcomes) {
            state.nominate(outcome.pod(), "");
            queue.unschedulable(outcome.pod(), rejectedBy(outcome));
        }
        for (PodOutcome outcome : outcomes) {
            String message =
                    outcome instanceof PodOutcome.Rejected rejected ? rejected.message() : GangWords.WAITS_FOR_OTHERS;
            teller.waiting(outcome.pod(), message, "");
        }
    }

    static Set<String> rejectedBy(PodOutcome outcome) {
        return switch (outcome) {
            case PodOutcome.Fits fits -> FOR_OTHERS;
            case PodOutcome.Displaces displaces -> displaces.no().rejectedBy();
            case PodOutcome.Rejected rejected -> rejected.no().rejectedBy();
        };
    }

    private void fail(List<PodRequest> pods, @Nullable PodRequest which, String why, String others, long start)
            throws InterruptedException {
        for (PodRequest pod : pods) {
            metrics.attempted(Scheduler.profileOf(pod), "error", System.nanoTime() - start);
            queue.failed(pod);
        }
        for (PodRequest pod : pods) {
            teller.failed(pod, pod == which ? why : others);
        }
    }
}
