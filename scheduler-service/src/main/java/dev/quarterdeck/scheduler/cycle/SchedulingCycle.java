package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.Columns;
import dev.quarterdeck.scheduler.column.LocalColumn;
import dev.quarterdeck.scheduler.column.PodView;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.filter.PinnedFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.Moments;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides where one pod goes, by one profile. The choice among nodes of the same score is random, as in the reference. What it decides depends on the snapshot
 * alone; what it remembers of the ones before makes it quick. Not thread-safe.
 */
public final class SchedulingCycle {
    private final Profile profile;
    private final FilterRules rules;
    private final boolean pins;
    private final String unprepared;
    private final NodesAlone alone;
    private final List<NodeRanking> rankings;
    private final RuleMeters meters = new RuleMeters();
    private final NodeExtension extension;
    private final RandomGenerator random;
    private final Columns columns;

    public SchedulingCycle(Profile profile, RandomGenerator random) {
        this(profile, List.of(), List.of(), random);
    }

    /**
     * @param others rules that look at more than pods and nodes
     * @param rankings scores that do
     */
    public SchedulingCycle(
            Profile profile, List<NodeFilter> others, List<NodeRanking> rankings, RandomGenerator random) {
        this(profile, others, rankings, NodeExtension.NONE, random);
    }

    /** @param extension who else has a say */
    public SchedulingCycle(
            Profile profile,
            List<NodeFilter> others,
            List<NodeRanking> rankings,
            NodeExtension extension,
            RandomGenerator random) {
        this.extension = extension;
        this.profile = profile;
        List<NodeFilter> filters = NodeFilters.of(profile, others);
        this.rankings =
                rankings.stream().filter(r -> profile.weight(r.name()) > 0).toList();
        this.random = random;
        this.columns = new Columns(filters, profile, meters);
        this.rules = new FilterRules(filters, profile, meters);
        this.alone = new NodesAlone(filters);
        this.pins = filters.stream().anyMatch(PinnedFilter.class::isInstance);
        this.unprepared = profile.takingPart().wrongWithScores(profile.scores().keySet());
        profile.scores().keySet().forEach(score -> meters.of(ExtensionPoint.Score, score));
    }

    public NodeExtension extension() {
        return extension;
    }

    public Profile profile() {
        return profile;
    }

    /** How often its rules have been asked. */
    public RuleMeters meters() {
        return meters;
    }

    public Decision decide(PodRequest asking, ClusterSnapshot cluster) {
        return decide(asking, cluster, AttemptTimes.NONE);
    }

    /** @param times is told how long the decision took, by its moments */
    public Decision decide(PodRequest asking, ClusterSnapshot cluster, AttemptTimes times) {
        PodRequest pod = asking.with(cluster.deviceClasses());
        if (cluster.nodes().size() == 0) {
            return new Decision.Unschedulable(message(0, Map.of()), Set.of(), false, new BitSet());
        }
        meters.begin(times);
        Moments moments = new Moments(times);
        FilterRules.Wrong wrong = rules.beforeNodes(pod, cluster);
        moments.was(ExtensionPoint.PreFilter);
        Decision decision;
        if (wrong == null) {
            decision = decide(pod, cluster, moments);
            moments.tell(ExtensionPoint.PreFilter, RuleMeter.SUCCESS);
            moments.tell(ExtensionPoint.Filter, RuleMeter.SUCCESS);
        } else {
            decision = refused(wrong, cluster);
            moments.tell(ExtensionPoint.PreFilter, Rejection.status(List.of(wrong.no())));
        }
        meters.end(times);
        return decision;
    }

    private static Decision refused(FilterRules.Wrong wrong, ClusterSnapshot cluster) {
        Rejection no = wrong.no();
        String message = "0/" + cluster.nodes().size() + " nodes are available: " + no.reason() + ".";
        BitSet helpable = new BitSet();
        if (no.preemptionHelps()) {
            cluster.nodes().forEach(n -> helpable.set(n.slot()));
        }
        return new Decision.Unschedulable(message, Set.of(wrong.rule()), true, helpable);
    }

    private Decision decide(PodRequest pod, ClusterSnapshot cluster, Moments moments) {
        Set<String> names = pins ? PinnedFilter.names(pod) : null;
        boolean extended = extension.isAskedAbout(pod);
        if (names != null && names.size() == 1 && !extended) {
            Decision only = alone.onlyOn(names.iterator().next(), pod, cluster);
            moments.was(ExtensionPoint.Filter);
            return only;
        }
        LocalColumn local = columns.local(pod, cluster);
        moments.was(ExtensionPoint.Filter);
        PodView view = new PodView(columns, local, profile, pod, cluster);
        List<Asked> asked = rules.asked(view, pod, cluster);
        moments.was(ExtensionPoint.PreFilter);
        if (!extended
                && BestFirst.isFor(cluster)
                && view.pointsAreOwn()
                && asked.stream().anyMatch(Asked::nodeByNode)
                && rankings.stream().noneMatch(r -> r.isAskedAbout(pod))) {
            asked = asked.stream().map(Asked::remembering).toList();
            int slot = bestFirst(asked, view, cluster);
            if (slot >= 0) {
                moments.was(ExtensionPoint.Filter);
                return new Decision.Placed(
                        Objects.requireNonNull(cluster.nodes().get(slot)).name());
            }
        }
        Fit fit = fit(view, asked, pod, cluster);
        moments.was(ExtensionPoint.Filter);
        if (extended) {
            extension.narrow(pod, fit.nodes, cluster).forEach((slot, no) -> fit.reject(slot, NodeExtension.NAME, no));
            fit.count();
            moments.skip();
        }
        if (fit.nodes.isEmpty()) {
            String message = message(cluster.nodes().size(), fit.reasons);
            return new Decision.Unschedulable(message, fit.rejectedBy, false, fit.helpable);
        }
        int slot = best(view, pod, fit.nodes, cluster, extended, moments);
        return new Decision.Placed(
                Objects.requireNonNull(cluster.nodes().get(slot)).name());
    }

    /** How every node fares, by name of node: the same as {@link #decide} sees it. */
    public List<NodeVerdict> verdicts(PodRequest asking, ClusterSnapshot cluster) {
        PodRequest pod = asking.with(cluster.deviceClasses());
        PodView view = new PodView(columns, columns.local(pod, cluster), profile, pod, cluster);
        Fit fit = fit(view, rules.asked(view, pod, cluster), pod, cluster);
        long[] totals = view.totals(fit.nodes, rankings(pod, fit.nodes, cluster));
        NodeTrial trial = trial(pod, cluster);
        List<NodeVerdict> result = new ArrayList<>();
        for (NodeSnapshot node : cluster.nodes()) {
            if (fit.nodes.get(node.slot())) {
                result.add(new NodeVerdict(node.name(), "", List.of(), totals[node.slot()]));
                continue;
            }
            result.add(NodesAlone.verdict(trial, node, pod, cluster));
        }
        return result;
    }

    /** To ask what would be if other pods were on a node. */
    public NodeTrial trial(PodRequest pod, ClusterSnapshot cluster) {
        return alone.trial(pod.with(cluster.deviceClasses()), cluster);
    }

    /** Equal for pods that rules which look at one node alone cannot tell apart. */
    public Object classOf(PodRequest pod, ClusterSnapshot cluster) {
        return columns.local(pod.with(cluster.deviceClasses()), cluster);
    }

    /** The slot of a node that can take the pod, of those with the most points; -1 where none can. */
    private int bestFirst(List<Asked> asked, PodView view, ClusterSnapshot cluster) {
        Fit fit = new Fit(view.local());
        List<NodeCheck> checks = new ArrayList<>();
        for (Asked each : asked) {
            if (each.check() != null) {
                checks.add(each.check());
            } else {
                each.ask(cluster, fit);
            }
        }
        return new BestFirst(view, checks, random).find(fit.nodes, cluster);
    }

    private Fit fit(PodView view, List<Asked> asked, PodRequest pod, ClusterSnapshot cluster) {
        Fit fit = new Fit(view.local());
        for (Asked each : asked) {
            each.ask(cluster, fit);
        }
        if (cluster.nominated().size() > 0) {
            alone.withExpected(pod, cluster, fit);
        }
        fit.count();
        return fit;
    }

    private Map<String, long[]> rankings(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        if (rankings.isEmpty()) {
            return Map.of();
        }
        Map<String, long[]> result = new HashMap<>();
        for (NodeRanking ranking : rankings) {
            if (!ranking.isAskedAbout(pod)) {
                continue;
            }
            RuleMeter meter = meters.of(ExtensionPoint.Score, ranking.name());
            long begin = meter.begin();
            long[] scores = ranking.rank(pod, nodes, cluster);
            meter.end(begin);
            if (scores.length > 0) {
                result.put(ranking.name(), scores);
            }
        }
        return result;
    }

    private int best(
            PodView view, PodRequest pod, BitSet nodes, ClusterSnapshot cluster, boolean extended, Moments moments) {
        int only = nodes.nextSetBit(0);
        if (nodes.nextSetBit(only + 1) < 0) {
            return only;
        }
        if (!unprepared.isEmpty()) {
            throw new SchedulingException(unprepared);
        }
        Map<Integer, Long> extra = extended ? extension.rank(pod, nodes, cluster) : Map.of();
        moments.skip();
        view.prepareScores();
        moments.was(ExtensionPoint.PreScore);
        int slot = best(view, nodes, rankings(pod, nodes, cluster), extra);
        moments.was(ExtensionPoint.Score);
        moments.tell(ExtensionPoint.PreScore, RuleMeter.SUCCESS);
        moments.tell(ExtensionPoint.Score, RuleMeter.SUCCESS);
        return slot;
    }

    private int best(PodView view, BitSet nodes, Map<String, long[]> more, Map<Integer, Long> extra) {
        BitSet best = more.isEmpty() && extra.isEmpty() ? view.best(nodes) : null;
        if (best != null) {
            return Ties.any(best, random);
        }
        long[] totals = view.totals(nodes, more);
        extra.forEach((slot, score) -> totals[slot] += score);
        return Ties.any(nodes, totals, random);
    }

    /** {@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.} Reasons are sorted as text, counts included. */
    public static String message(int nodes, Map<String, Integer> reasons) {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        List<String> parts = reasons.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .sorted()
                .toList();
        return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
    }
}
