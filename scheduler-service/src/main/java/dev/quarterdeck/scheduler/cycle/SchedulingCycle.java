package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.Columns;
import dev.quarterdeck.scheduler.column.PodView;
import dev.quarterdeck.scheduler.column.SetFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.filter.PinnedFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides where one pod goes, by one profile. The choice among nodes of the same score is random, as in the reference. What it decides depends on the snapshot
 * alone; what it remembers of the ones before makes it quick. Not thread-safe.
 */
public final class SchedulingCycle {
    private final Profile profile;
    private final List<NodeFilter> filters;
    private final List<NodeRanking> rankings;
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
        this.filters = NodeFilters.of(profile, others);
        this.rankings =
                rankings.stream().filter(r -> profile.weight(r.name()) > 0).toList();
        this.random = random;
        this.columns = new Columns(filters, profile);
    }

    public NodeExtension extension() {
        return extension;
    }

    public Profile profile() {
        return profile;
    }

    private record Asked(
            String rule,
            @Nullable NodeCheck check,
            @Nullable SetFilter set) {}

    public Decision decide(PodRequest pod, ClusterSnapshot cluster) {
        int all = cluster.nodes().size();
        if (all == 0) {
            return new Decision.Unschedulable(message(0, Map.of()), Set.of(), false, new BitSet());
        }
        for (NodeFilter filter : filters) {
            Rejection no = filter.beforeNodes(pod, cluster);
            if (no != null) {
                String message = "0/" + all + " nodes are available: " + no.reason() + ".";
                BitSet helpable = new BitSet();
                if (no.preemptionHelps()) {
                    cluster.nodes().forEach(n -> helpable.set(n.slot()));
                }
                return new Decision.Unschedulable(message, Set.of(filter.name()), true, helpable);
            }
        }
        Set<String> names = profile.filters().contains("NodeAffinity") ? PinnedFilter.names(pod) : null;
        boolean extended = extension.isAskedAbout(pod);
        if (names != null && names.size() == 1 && !extended) {
            return onlyOn(names.iterator().next(), pod, cluster);
        }
        PodView view = new PodView(columns, profile, pod, cluster);
        Fit fit = fit(view, pod, cluster);
        if (extended) {
            extension.narrow(pod, fit.nodes, cluster).forEach((slot, no) -> fit.reject(slot, NodeExtension.NAME, no));
            fit.count();
        }
        if (fit.nodes.isEmpty()) {
            return new Decision.Unschedulable(message(all, fit.reasons), fit.rejectedBy, false, fit.helpable);
        }
        return new Decision.Placed(
                Objects.requireNonNull(cluster.nodes().get(best(view, pod, fit.nodes, cluster, extended)))
                        .name());
    }

    /** A pod of a DaemonSet is the only one of its class: its one node is asked, and no column is made for it. */
    private Decision onlyOn(String name, PodRequest pod, ClusterSnapshot cluster) {
        NodeTrial trial = trial(pod, cluster);
        Map<String, Integer> reasons = new TreeMap<>();
        Set<String> rejectedBy = new TreeSet<>();
        BitSet helpable = new BitSet();
        int others = cluster.nodes().size();
        for (NodeSnapshot node : cluster.nodes()) {
            if (node.name().equals(name)) {
                NodeVerdict verdict = verdict(trial, node, pod, cluster);
                if (verdict.fits()) {
                    return new Decision.Placed(name);
                }
                others--;
                rejectedBy.add(verdict.rule());
                verdict.rejections().forEach(r -> reasons.merge(r.reason(), 1, Integer::sum));
                helpable.set(node.slot(), verdict.rejections().stream().allMatch(Rejection::preemptionHelps));
            }
        }
        if (others > 0) {
            rejectedBy.add("NodeAffinity");
            reasons.put(PinnedFilter.NO.getFirst().reason(), others);
        }
        return new Decision.Unschedulable(message(cluster.nodes().size(), reasons), rejectedBy, false, helpable);
    }

    private static NodeVerdict verdict(NodeTrial trial, NodeSnapshot node, PodRequest pod, ClusterSnapshot cluster) {
        List<PodRequest> expected = cluster.expectedOn(node.slot(), pod);
        NodeVerdict verdict = trial.verdict(node, node.pods());
        if (!verdict.fits() || expected.isEmpty()) {
            return verdict;
        }
        List<PodRequest> with = new ArrayList<>(node.pods());
        with.addAll(expected);
        return trial.verdict(node, with);
    }

    /** How every node fares, by name of node: the same as {@link #decide} sees it. */
    public List<NodeVerdict> verdicts(PodRequest pod, ClusterSnapshot cluster) {
        PodView view = new PodView(columns, profile, pod, cluster);
        Fit fit = fit(view, pod, cluster);
        long[] totals = view.totals(fit.nodes, rankings(pod, fit.nodes, cluster));
        NodeTrial trial = trial(pod, cluster);
        List<NodeVerdict> result = new ArrayList<>();
        for (NodeSnapshot node : cluster.nodes()) {
            if (fit.nodes.get(node.slot())) {
                result.add(new NodeVerdict(node.name(), "", List.of(), totals[node.slot()]));
                continue;
            }
            result.add(verdict(trial, node, pod, cluster));
        }
        return result;
    }

    /** To ask what would be if other pods were on a node. */
    public NodeTrial trial(PodRequest pod, ClusterSnapshot cluster) {
        return new NodeTrial(pod, cluster, filters);
    }

    /** Equal for pods that rules which look at one node alone cannot tell apart. */
    public Object classOf(PodRequest pod, ClusterSnapshot cluster) {
        return columns.local(pod, cluster);
    }

    private Fit fit(PodView view, PodRequest pod, ClusterSnapshot cluster) {
        Fit fit = new Fit(view.local());
        for (Asked each : asked(view, pod, cluster)) {
            check(each, cluster, fit);
        }
        if (cluster.nominated().size() > 0) {
            withExpected(pod, cluster, fit);
        }
        fit.count();
        return fit;
    }

    private List<Asked> asked(PodView view, PodRequest pod, ClusterSnapshot cluster) {
        List<Asked> asked = new ArrayList<>();
        for (NodeFilter filter : filters) {
            switch (filter.name()) {
                case "PodTopologySpread", "InterPodAffinity" -> {
                    SetFilter check = view.filter(filter.name());
                    if (check != null) {
                        asked.add(new Asked(filter.name(), null, check));
                    }
                }
                default -> {
                    NodeCheck check =
                            filter instanceof SingleNodeFilter ? NodeCheck.NOTHING_TO_ASK : filter.forPod(pod, cluster);
                    if (check != NodeCheck.NOTHING_TO_ASK) {
                        asked.add(new Asked(filter.name(), check, null));
                    }
                }
            }
        }
        return asked;
    }

    private static void check(Asked asked, ClusterSnapshot cluster, Fit fit) {
        if (asked.set() != null) {
            asked.set().apply((BitSet) fit.nodes.clone(), (nodes, why) -> fit.reject(nodes, asked.rule(), why));
            return;
        }
        NodeCheck check = Objects.requireNonNull(asked.check());
        for (int slot = fit.nodes.nextSetBit(0); slot >= 0; slot = fit.nodes.nextSetBit(slot + 1)) {
            List<Rejection> rejections =
                    check.check(Objects.requireNonNull(cluster.nodes().get(slot)));
            if (!rejections.isEmpty()) {
                fit.reject(slot, asked.rule(), rejections);
            }
        }
    }

    /** Room on nodes that are being cleared for others at least as important is taken. */
    private void withExpected(PodRequest pod, ClusterSnapshot cluster, Fit fit) {
        NodeTrial trial = trial(pod, cluster);
        cluster.nominated().changes(dev.quarterdeck.scheduler.snapshot.Slots.empty(), (slot, none, some) -> {
            List<PodRequest> expected = fit.nodes.get(slot) ? cluster.expectedOn(slot, pod) : List.of();
            if (!expected.isEmpty()) {
                NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
                List<PodRequest> with = new ArrayList<>(node.pods());
                with.addAll(expected);
                NodeVerdict verdict = trial.verdict(node, with);
                if (!verdict.fits()) {
                    fit.reject(slot, verdict.rule(), verdict.rejections());
                }
            }
        });
    }

    private Map<String, long[]> rankings(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        if (rankings.isEmpty()) {
            return Map.of();
        }
        Map<String, long[]> result = new java.util.HashMap<>();
        for (NodeRanking ranking : rankings) {
            long[] scores = ranking.rank(pod, nodes, cluster);
            if (scores.length > 0) {
                result.put(ranking.name(), scores);
            }
        }
        return result;
    }

    private int best(PodView view, PodRequest pod, BitSet nodes, ClusterSnapshot cluster, boolean extended) {
        int only = nodes.nextSetBit(0);
        if (nodes.nextSetBit(only + 1) < 0) {
            return only;
        }
        Map<String, long[]> more = rankings(pod, nodes, cluster);
        Map<Integer, Long> extra = extended ? extension.rank(pod, nodes, cluster) : Map.of();
        BitSet best = more.isEmpty() && extra.isEmpty() ? view.best(nodes) : null;
        if (best != null) {
            return any(best);
        }
        long[] totals = view.totals(nodes, more);
        extra.forEach((slot, score) -> totals[slot] += score);
        long most = Long.MIN_VALUE;
        int same = 0;
        for (int slot = only; slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (totals[slot] > most) {
                most = totals[slot];
                same = 1;
            } else if (totals[slot] == most) {
                same++;
            }
        }
        int skip = random.nextInt(same);
        for (int slot = only; slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            if (totals[slot] == most && skip-- == 0) {
                return slot;
            }
        }
        return only;
    }

    private int any(BitSet nodes) {
        int skip = random.nextInt(nodes.cardinality());
        long[] words = nodes.toLongArray();
        int word = 0;
        for (int bits = Long.bitCount(words[0]); bits <= skip; bits = Long.bitCount(words[word])) {
            skip -= bits;
            word++;
        }
        long rest = words[word];
        for (; skip > 0; skip--) {
            rest &= rest - 1;
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
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
