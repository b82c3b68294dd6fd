package dev.quarterdeck.scheduler.explain;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.SchedulingRules;
import dev.quarterdeck.scheduler.gang.GangCycle;
import dev.quarterdeck.scheduler.gang.GangDecision;
import dev.quarterdeck.scheduler.gang.GangHolds;
import dev.quarterdeck.scheduler.gang.GangRequest;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.gang.GangWords;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.gang.PodOutcome;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the group of a pod waits for: asks as the scheduler would if it were the group's turn now. */
public final class GroupExplainer {
    private final Profile profile;
    private final Informers objects;

    /** @param objects the cluster with its PodGroups, without the pod in question */
    public GroupExplainer(Profile profile, Informers objects) {
        this.profile = profile;
        this.objects = objects;
    }

    /** Null where it belongs to none, or has its node. */
    public @Nullable GroupAnswer explain(Pod pod) {
        GroupKey key = GroupKey.of(pod);
        String node = pod.getSpec().getNodeName();
        if (key == null || (node != null && !node.isEmpty())) {
            return null;
        }
        PodGroup object =
                objects.of(PodGroup.class).get(key.namespace(), key.name()).orElse(null);
        Gangs gangs = new Gangs(settings(object));
        SchedulingRules rules = SchedulingRules.of(List.of(profile));
        SchedulingRules.Followed cluster = rules.follow(objects, gangs);
        if (pod.getSpec().getSchedulingGates().isEmpty()) {
            gangs.waits(key, PodRequest.of(pod)).enter().forEach(cluster.queue()::add);
        } else {
            gangs.gated(key, pod).enter().forEach(cluster.queue()::add);
        }
        Gangs.View group = gangs.view(key);
        int minCount = object == null ? 0 : object.minCount();
        if (object == null || group.members() < minCount) {
            return answer(
                    key,
                    minCount,
                    group,
                    object == null ? GangWords.noSuchGroup(key.name()) : GangWords.tooFewPods(),
                    Map.of());
        }
        GangCycle cycle =
                new GangCycle(rules.cycle(profile, new Random(0)), GangHolds.NONE, gangs.settings(), gangs::object);
        GangDecision decision = cycle.decide(
                new GangRequest(
                        key, object, cluster.queue().takeTogether("", group.waiting()), group.placed(), minCount),
                cluster.snapshot());
        return switch (decision) {
            case GangDecision.Bind(List<PodOutcome> pods) -> answer(key, minCount, group, "", told(pods));
            case GangDecision.Clear(List<PodOutcome> pods) ->
                answer(key, minCount, group, GangWords.WAITS_FOR_PREEMPTION, told(pods));
            case GangDecision.Displace displace ->
                answer(key, minCount, group, displace.message(), told(displace.pods()));
            case GangDecision.Refuse(List<PodOutcome> pods, String message) ->
                answer(key, minCount, group, message, told(pods));
            case GangDecision.Fail(PodRequest which, String message) -> answer(key, minCount, group, message, Map.of());
        };
    }

    /** Fields that a group has only where a gate is on tell that it is. */
    private static GangSettings settings(@Nullable PodGroup object) {
        return new GangSettings(
                true,
                true,
                object != null && object.get("spec", "priority") != null,
                object != null && object.constrained());
    }

    private static GroupAnswer answer(
            GroupKey key, int minCount, Gangs.View group, String says, Map<String, String> pods) {
        return new GroupAnswer(
                key.toString(), minCount, group.members(), group.placed().size(), says, pods);
    }

    private static Map<String, String> told(List<PodOutcome> outcomes) {
        Map<String, String> result = new TreeMap<>();
        for (PodOutcome outcome : outcomes) {
            result.put(
                    outcome.pod().pod().getMetadata().getName(),
                    switch (outcome) {
                        case PodOutcome.Fits fits -> fits.node();
                        case PodOutcome.Displaces displaces -> displaces.node() + ", once others have left it";
                        case PodOutcome.Rejected rejected -> rejected.message();
                    });
        }
        return result;
    }
}
