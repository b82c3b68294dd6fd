package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.cycle.NodeExtension;
import dev.quarterdeck.scheduler.cycle.NodeTrial;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node where a pod displaces least: fewest violated disruption budgets, then the least important victims, then the fewest of them. On each node all pods
 * of lower priority are taken away in thought; those without which the pod still fits come back, the most important first, and of these the ones whose budgets
 * would be violated. Remembers what it worked out for nodes that have not changed since. Not thread-safe.
 */
public final class Preemption {
    private final SchedulingCycle cycle;
    private final VictimMemory memory = new VictimMemory();

    public Preemption(SchedulingCycle cycle) {
        this.cycle = cycle;
    }

    private static final List<String> NO_VICTIMS = List.of("No preemption victims found for incoming pod");

    private static final Comparator<PodRequest> MOST_IMPORTANT_FIRST =
            Comparator.comparingInt(PodRequest::priority).reversed().thenComparing(PodRequest::startTime);

    /** @param helpable slots of the nodes whose rejection might end if pods left them */
    public PreemptionDecision decide(PodRequest pod, ClusterSnapshot cluster, BitSet helpable) {
        String why = notEligible(pod, cluster, helpable);
        if (!why.isEmpty()) {
            return new PreemptionDecision.Helpless("preemption: " + why, true);
        }
        Map<String, Integer> reasons = new TreeMap<>();
        List<Candidate> candidates = allowed(pod, cluster, candidates(pod, cluster, helpable, reasons));
        if (candidates.isEmpty()) {
            int others = cluster.nodes().size() - helpable.cardinality();
            if (others > 0) {
                reasons.put("Preemption is not helpful for scheduling", others);
            }
            return new PreemptionDecision.Helpless(
                    "preemption: " + SchedulingCycle.message(cluster.nodes().size(), reasons), false);
        }
        Candidate best = Collections.min(candidates, Candidate.BEST_FIRST);
        return new PreemptionDecision.Preempt(best.node().name(), best.victims());
    }

    /** What is left of the candidates when others have been asked, too. */
    private List<Candidate> allowed(PodRequest pod, ClusterSnapshot cluster, List<Candidate> candidates) {
        if (candidates.isEmpty() || !cycle.extension().isAskedAbout(pod)) {
            return candidates;
        }
        Map<String, NodeExtension.Victims> byNode = new LinkedHashMap<>();
        Map<String, NodeSnapshot> nodes = new HashMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            nodes.put(node.name(), node);
        }
        candidates.forEach(c -> byNode.put(c.node().name(), new NodeExtension.Victims(c.victims(), c.violations())));
        List<Candidate> left = new ArrayList<>();
        cycle.extension()
                .choose(pod, byNode, cluster)
                .forEach((node, victims) -> left.add(Candidate.of(
                        Objects.requireNonNull(nodes.get(node)),
                        victims.pods().stream().sorted(MOST_IMPORTANT_FIRST).toList(),
                        victims.violations())));
        return left;
    }

    /** Begins at another node for each pod, and ends when there are enough to choose from, one of them without violations. */
    private List<Candidate> candidates(
            PodRequest pod, ClusterSnapshot cluster, BitSet helpable, Map<String, Integer> reasons) {
        var arguments = cycle.profile().arguments();
        int number = helpable.cardinality();
        int enough =
                Math.min(number, Math.max(arguments.candidatesLeast(), number * arguments.candidatesPercent() / 100));
        NodeTrial trial = cycle.trial(pod, cluster);
        VictimMemory.Shelf shelf =
                trial.looksAtNodeAlone() ? memory.shelf(cycle.classOf(pod, cluster), pod, cluster) : null;
        List<Candidate> candidates = new ArrayList<>();
        boolean harmless = false;
        int start = number == 0 ? 0 : Math.floorMod(pod.uid().hashCode(), helpable.length());
        int slot = helpable.nextSetBit(start);
        for (int i = 0; i < number; i++) {
            slot = slot < 0 ? helpable.nextSetBit(0) : slot;
            NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
            Candidate candidate = candidate(pod, node, cluster, trial, shelf);
            if (candidate.victims().isEmpty()) {
                candidate.reasons().forEach(r -> reasons.merge(r, 1, Integer::sum));
            } else {
                candidates.add(candidate);
                harmless |= candidate.violations() == 0;
                if (candidates.size() >= enough && harmless) {
                    break;
                }
            }
            slot = helpable.nextSetBit(slot + 1);
        }
        return candidates;
    }

    private static String notEligible(PodRequest pod, ClusterSnapshot cluster, BitSet helpable) {
        if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
            return "not eligible due to preemptionPolicy=Never.";
        }
        String nominated = pod.nominatedNode();
        if (!nominated.isEmpty()) {
            for (NodeSnapshot node : cluster.nodes()) {
                if (node.name().equals(nominated) && helpable.get(node.slot())) {
                    for (PodRequest other : node.pods()) {
                        if (other.priority() < pod.priority() && other.isEndingByPreemption()) {
                            return "not eligible due to a terminating pod on the nominated node.";
                        }
                    }
                }
            }
        }
        return "";
    }

    private static Candidate candidate(
            PodRequest pod,
            NodeSnapshot node,
            ClusterSnapshot cluster,
            NodeTrial trial,
            VictimMemory.@Nullable Shelf shelf) {
        if (node.leastPriority() >= pod.priority()) {
            return Candidate.none(node, NO_VICTIMS);
        }
        if (shelf == null || cluster.nominated().get(node.slot()) != null) {
            return work(pod, node, cluster, trial);
        }
        Candidate known = shelf.get(node);
        if (known == null) {
            known = work(pod, node, cluster, trial);
            shelf.put(known);
        }
        return known;
    }

    private static Candidate work(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster, NodeTrial trial) {
        List<PodRequest> staying = new ArrayList<>();
        List<PodRequest> lower = new ArrayList<>();
        node.pods().forEach(p -> (p.priority() < pod.priority() ? lower : staying).add(p));
        List<Rejection> still = trial.rejections(node, staying);
        if (!still.isEmpty()) {
            return Candidate.none(node, still.stream().map(Rejection::reason).toList());
        }
        lower.sort(MOST_IMPORTANT_FIRST);
        BudgetUse budgets = new BudgetUse(cluster.budgets());
        List<PodRequest> violating = new ArrayList<>();
        List<PodRequest> others = new ArrayList<>();
        lower.forEach(p -> (budgets.violates(p) ? violating : others).add(p));
        List<PodRequest> victims = new ArrayList<>();
        int violations = 0;
        for (PodRequest each : violating) {
            violations += reprieve(each, node, staying, trial, victims) ? 0 : 1;
        }
        for (PodRequest each : others) {
            reprieve(each, node, staying, trial, victims);
        }
        victims.sort(MOST_IMPORTANT_FIRST);
        return Candidate.of(node, List.copyOf(victims), violations);
    }

    /** Lets a pod stay where the other one fits all the same. */
    private static boolean reprieve(
            PodRequest each, NodeSnapshot node, List<PodRequest> staying, NodeTrial trial, List<PodRequest> victims) {
        staying.add(each);
        if (trial.rejections(node, staying).isEmpty()) {
            return true;
        }
        staying.removeLast();
        victims.add(each);
        return false;
    }
}
