package dev.quarterdeck.scheduler.explain;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.SchedulingRules;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.NodeExtension;
import dev.quarterdeck.scheduler.cycle.NodeVerdict;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.preempt.PreemptionDecision;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the rules of a profile about one pod, node by node, and tells all that they say. What it tells is what the scheduler decides by. */
public final class Explainer {
    private final Profile profile;
    private final SchedulingRules rules;
    private final ClusterSnapshot cluster;
    private final List<NodeFilter> filters;
    private final NodeExtension extension;

    /** @param objects the cluster, without the pod in question where that has a node already */
    public Explainer(Profile profile, Informers objects) {
        this(profile, objects, NodeExtension.NONE);
    }

    /** @param extension who is asked about what the rules have left */
    public Explainer(Profile profile, Informers objects, NodeExtension extension) {
        this.profile = profile;
        this.extension = extension;
        this.rules = SchedulingRules.of(List.of(profile));
        this.cluster = rules.follow(objects);
        this.filters = NodeFilters.of(profile, rules.others());
    }

    public Explanation explain(Pod pod) {
        Pod unbound = pod.edit().editSpec().withNodeName(null).endSpec().build();
        PodRequest request = PodRequest.of(unbound).with(cluster.deviceClasses());
        SchedulingCycle cycle = rules.cycle(profile, extension, new Random(0));
        List<NodeAnswer> answers = answers(request, cycle);
        answers.sort(Comparator.comparing(NodeAnswer::node));
        if (answers.stream().anyMatch(NodeAnswer::fits)) {
            // Nobody is asked twice.
            return new Explanation(answers, "", "", "", List.of());
        }
        try {
            return switch (cycle.decide(request, cluster)) {
                case Decision.Placed placed -> new Explanation(answers, "", "", "", List.of());
                case Decision.Unschedulable no -> withoutNode(request, cycle, no, answers);
            };
        } catch (SchedulingException e) {
            return new Explanation(answers, String.valueOf(e.getMessage()), "", "", List.of());
        }
    }

    private Explanation withoutNode(
            PodRequest request, SchedulingCycle cycle, Decision.Unschedulable no, List<NodeAnswer> answers) {
        if (cluster.nodes().size() == 0 || !profile.preempts()) {
            return new Explanation(answers, no.message(), "", "", List.of());
        }
        return switch (new Preemption(cycle).decide(request, cluster, no.helpable())) {
            case PreemptionDecision.Helpless(String why, boolean waits) ->
                new Explanation(answers, no.message(), why, waits ? request.nominatedNode() : "", List.of());
            case PreemptionDecision.Preempt(String node, List<PodRequest> victims) ->
                new Explanation(
                        answers,
                        no.message(),
                        "",
                        node,
                        victims.stream().map(Explainer::nameOf).toList());
        };
    }

    private static String nameOf(PodRequest pod) {
        var metadata = pod.pod().getMetadata();
        return metadata.getNamespace() + "/" + metadata.getName();
    }

    private List<NodeAnswer> answers(PodRequest request, SchedulingCycle cycle) {
        List<NodeAnswer> answers = new ArrayList<>();
        for (NodeFilter filter : filters) {
            Rejection no = profile.takingPart().preFilter().contains(filter.name())
                    ? filter.beforeNodes(request, cluster)
                    : null;
            if (no != null) {
                for (NodeSnapshot node : cluster.nodes()) {
                    answers.add(no(node.name(), filter.name(), List.of(no)));
                }
                return answers;
            }
        }
        Map<String, Map<String, Long>> scores = scores(request);
        List<NodeVerdict> verdicts = cycle.verdicts(request, cluster);
        Map<String, List<Rejection>> byOthers = byExtension(request, verdicts, scores);
        for (NodeVerdict verdict : verdicts) {
            List<Rejection> others = byOthers.get(verdict.node());
            if (others != null) {
                answers.add(no(verdict.node(), NodeExtension.NAME, others));
                continue;
            }
            answers.add(
                    verdict.fits()
                            ? new NodeAnswer(
                                    verdict.node(),
                                    "",
                                    List.of(),
                                    false,
                                    Set.of(),
                                    scores.getOrDefault(verdict.node(), Map.of()))
                            : no(verdict.node(), verdict.rule(), verdict.rejections()));
        }
        return answers;
    }

    /** What is said against nodes that the rules have left; those that are left after that get their scores. */
    private Map<String, List<Rejection>> byExtension(
            PodRequest request, List<NodeVerdict> verdicts, Map<String, Map<String, Long>> scores) {
        if (!extension.isAskedAbout(request)) {
            return Map.of();
        }
        Set<String> fitting = verdicts.stream()
                .filter(NodeVerdict::fits)
                .map(NodeVerdict::node)
                .collect(Collectors.toSet());
        BitSet left = new BitSet();
        Map<Integer, String> names = new HashMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            if (fitting.contains(node.name())) {
                left.set(node.slot());
                names.put(node.slot(), node.name());
            }
        }
        Map<String, List<Rejection>> result = new HashMap<>();
        try {
            extension.narrow(request, left, cluster).forEach((slot, no) -> {
                left.clear(slot);
                result.put(names.getOrDefault(slot, ""), no);
            });
            extension.rank(request, left, cluster).forEach((slot, score) -> scores.computeIfAbsent(
                            names.getOrDefault(slot, ""), n -> new LinkedHashMap<>())
                    .put(NodeExtension.NAME, score));
        } catch (SchedulingException e) {
            names.values()
                    .forEach(name -> result.put(name, List.of(new Rejection(String.valueOf(e.getMessage()), false))));
        }
        return result;
    }

    private NodeAnswer no(String node, String rule, List<Rejection> rejections) {
        Set<ClusterChange.Kind> kinds = EnumSet.noneOf(ClusterChange.Kind.class);
        filters.stream().filter(f -> f.name().equals(rule)).forEach(f -> kinds.addAll(f.helpedBy()));
        if (rule.equals(NodeExtension.NAME)) {
            // Nobody knows what helps there.
            kinds.addAll(EnumSet.allOf(ClusterChange.Kind.class));
        }
        return new NodeAnswer(
                node,
                rule,
                rejections.stream().map(Rejection::reason).toList(),
                rejections.stream().allMatch(Rejection::preemptionHelps),
                kinds,
                Map.of());
    }

    /** Each rule's part, by node: what the nodes score where that rule is the only one that scores. */
    private Map<String, Map<String, Long>> scores(PodRequest request) {
        Map<String, Map<String, Long>> byNode = new LinkedHashMap<>();
        profile.scores().forEach((rule, weight) -> {
            Profile alone = profile.scoringBy(rule, weight);
            for (NodeVerdict verdict : rules.cycle(alone, new Random(0)).verdicts(request, cluster)) {
                if (verdict.fits()) {
                    byNode.computeIfAbsent(verdict.node(), n -> new LinkedHashMap<>())
                            .put(rule, verdict.score());
                }
            }
        });
        return byNode;
    }
}
