package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.preempt.GroupPreemption;
import dev.quarterdeck.scheduler.preempt.GroupPreemption.Unit;
import dev.quarterdeck.scheduler.preempt.GroupPreemption.Way;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.WorkingSnapshot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the pods of one group go, by one profile: all or none of those that must go together, within one part of the cluster where the group asks for
 * that. A pod that fits only once others have gone counts as fitting, with those gone; but nobody is displaced where the group does not come out even. Not
 * thread-safe.
 */
public final class GangCycle {
    private final GangTrial trial;
    private final Profile profile;
    private final GangHolds holds;
    private final GangSettings settings;
    private final Function<GroupKey, @Nullable PodGroup> groups;

    /** @param groups those that are there */
    public GangCycle(
            SchedulingCycle cycle,
            GangHolds holds,
            GangSettings settings,
            Function<GroupKey, @Nullable PodGroup> groups) {
        this.trial = new GangTrial(cycle, new Preemption(cycle), holds);
        this.profile = cycle.profile();
        this.holds = holds;
        this.settings = settings;
        this.groups = groups;
    }

    /**
     * The best that was found.
     *
     * @param refusal why it is not enough; empty where it is
     */
    private record Attempt(GangTrial.Result result, String refusal) {}

    public GangDecision decide(GangRequest request, ClusterSnapshot cluster) {
        try {
            String noPreemption = whyNobodyGoes(request);
            Attempt attempt = attempt(request, cluster, noPreemption);
            List<PodOutcome> pods = attempt.result().pods();
            if (!attempt.refusal().isEmpty()) {
                return settings.preemption()
                        ? displace(request, cluster, attempt)
                        : new GangDecision.Refuse(pods, attempt.refusal());
            }
            if (attempt.result().displaces()) {
                return new GangDecision.Clear(pods);
            }
            hold(pods, cluster);
            return new GangDecision.Bind(pods);
        } catch (GangTrial.FailedException e) {
            return new GangDecision.Fail(e.pod(), e.getMessage());
        } catch (SchedulingException e) {
            return new GangDecision.Fail(null, e.getMessage());
        }
    }

    private String whyNobodyGoes(GangRequest request) {
        if (settings.topology() && request.constrained()) {
            return "not eligible due to placement-based pod group scheduling limitation";
        }
        return settings.preemption() ? "not eligible due to workload aware preemption enabled" : "";
    }

    private Attempt attempt(GangRequest request, ClusterSnapshot cluster, String noPreemption) {
        if (!settings.topology()) {
            GangTrial.Result result = trial.run(request.pods(), cluster, noPreemption);
            return new Attempt(result, result.isEnough(request) ? "" : GangWords.UNSCHEDULABLE);
        }
        Map<String, ClusterSnapshot> placements = Placements.of(request, cluster);
        if (placements.isEmpty()) {
            return new Attempt(nowhere(request, cluster), GangWords.NO_PLACEMENT);
        }
        GangTrial.@Nullable Result first = null;
        GangTrial.@Nullable Result best = null;
        long most = -1;
        List<GangTrial.Result> all = placements.values().stream()
                .map(each -> trial.run(request.pods(), each, noPreemption))
                .toList();
        int mostFitting = all.stream().mapToInt(GangTrial.Result::fitting).max().orElse(0);
        for (GangTrial.Result each : all) {
            first = first == null ? each : first;
            long score = Placements.score(
                    each, request.placed().size(), request.placed().size() + mostFitting, profile);
            if (each.isEnough(request) && score > most) {
                best = each;
                most = score;
            }
        }
        return best != null
                ? new Attempt(best, "")
                : new Attempt(Objects.requireNonNull(first), GangWords.noPlacementOf(placements.size()));
    }

    private static GangTrial.Result nowhere(GangRequest request, ClusterSnapshot cluster) {
        List<PodOutcome> pods = request.pods().stream()
                .map(pod -> (PodOutcome) new PodOutcome.Rejected(
                        pod,
                        GangWords.NO_PLACEMENT,
                        new Decision.Unschedulable(
                                GangWords.NO_PLACEMENT, Set.of(GangRule.PLACEMENT), true, new BitSet())))
                .toList();
        return new GangTrial.Result(pods, cluster);
    }

    private GangDecision displace(GangRequest request, ClusterSnapshot cluster, Attempt attempt) {
        List<PodOutcome> pods = attempt.result().pods();
        String no = "";
        if (!profile.preempts()) {
            no = "default preemption plugin is not registered, workload aware preemption is disabled";
        } else if (request.constrained()) {
            no = "workload aware preemption is not supported for pod groups with scheduling constraints";
        } else if (request.pods().stream()
                .anyMatch(p -> "Never".equals(p.pod().getSpec().getPreemptionPolicy()))) {
            no = "not eligible due to preemptionPolicy=Never.";
        } else if (!GroupPreemption.mayHelp(request.priority(), cluster, pod -> unit(request, pod))) {
            no = "No preemption victims found for incoming preemptor";
        }
        if (no.isEmpty()) {
            Way<GangTrial.Result> way =
                    GroupPreemption.find(request.priority(), cluster, pod -> unit(request, pod), with -> {
                        Attempt then = attempt(request, with, "not asked");
                        return then.refusal().isEmpty() ? then.result() : null;
                    });
            if (way != null) {
                return new GangDecision.Displace(
                        pods, attempt.refusal(), way.victims(), way.how().pods());
            }
            no = attempt.refusal();
        }
        String message = attempt.refusal() + ", " + no;
        return new GangDecision.Refuse(
                attempt.refusal().equals(GangWords.NO_PLACEMENT) ? retold(pods, message) : pods, message);
    }

    /** Where no node was asked, pods are told what the group is told. */
    private static List<PodOutcome> retold(List<PodOutcome> pods, String message) {
        return pods.stream()
                .map(each -> each instanceof PodOutcome.Rejected(PodRequest pod, var before, var no)
                        ? new PodOutcome.Rejected(pod, message, no)
                        : each)
                .toList();
    }

    private @Nullable Unit unit(GangRequest request, PodRequest pod) {
        GroupKey key = GroupKey.of(pod.pod());
        if (key == null) {
            return new Unit(pod.uid(), pod.priority(), false);
        }
        if (key.equals(request.key())) {
            return null;
        }
        PodGroup group = groups.apply(key);
        return group != null && group.displacedWhole()
                ? new Unit(key.toString(), group.priority(), true)
                : new Unit(pod.uid(), pod.priority(), true);
    }

    /** Once more, in the same order, and for good; what can change meanwhile are volumes and devices. Where one cannot be held, none is. */
    private void hold(List<PodOutcome> pods, ClusterSnapshot cluster) {
        WorkingSnapshot world = new WorkingSnapshot(cluster);
        List<PodRequest> held = new ArrayList<>();
        try {
            for (PodOutcome each : pods) {
                if (each instanceof PodOutcome.Fits(PodRequest pod, String node)) {
                    hold(pod, node, world);
                    held.add(pod);
                }
            }
        } catch (RuntimeException e) {
            held.reversed().forEach(holds::letGo);
            throw e;
        }
    }

    private void hold(PodRequest pod, String node, WorkingSnapshot world) {
        try {
            holds.hold(pod, Objects.requireNonNull(world.node(node)), world.now());
            world.come(pod, node);
        } catch (SchedulingException e) {
            throw new GangTrial.FailedException(pod, e.getMessage());
        }
    }
}
