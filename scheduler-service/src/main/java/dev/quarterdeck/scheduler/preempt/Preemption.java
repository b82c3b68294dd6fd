package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the node where a pod displaces least: fewest violated disruption budgets, then the least important victims, then the fewest of them. On each node all pods
 * of lower priority are taken away in thought; those without which the pod still fits come back, the most important first, and of these the ones whose budgets
 * would be violated. Pure.
 */
public final class Preemption {
    private static final int FEWEST_CANDIDATES = 100;
    private static final int PERCENT_OF_NODES = 10;

    private final SchedulingCycle cycle;

    public Preemption(SchedulingCycle cycle) {
        this.cycle = cycle;
    }

    private record Candidate(NodeSnapshot node, List<PodRequest> victims, int violations) {
        long sumOfPriorities() {
            return victims.stream()
                    .mapToLong(v -> (long) v.priority() - Integer.MIN_VALUE)
                    .sum();
        }

        /** Of its most important victims, the one that has run for longest. */
        String earliestStart() {
            int highest = victims.getFirst().priority();
            return victims.stream()
                    .filter(v -> v.priority() == highest)
                    .map(PodRequest::startTime)
                    .min(Comparator.naturalOrder())
                    .orElse("");
        }
    }

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::violations)
            .thenComparingInt(c -> c.victims().getFirst().priority())
            .thenComparingLong(Candidate::sumOfPriorities)
            .thenComparingInt(c -> c.victims().size())
            .thenComparing(Candidate::earliestStart, Comparator.reverseOrder());

    private static final Comparator<PodRequest> MOST_IMPORTANT_FIRST =
            Comparator.comparingInt(PodRequest::priority).reversed().thenComparing(PodRequest::startTime);

    /** @param helpable slots of the nodes whose rejection might end if pods left them */
    public PreemptionDecision decide(PodRequest pod, ClusterSnapshot cluster, Set<Integer> helpable) {
        String why = notEligible(pod, cluster, helpable);
        if (!why.isEmpty()) {
            return new PreemptionDecision.Helpless("preemption: " + why, true);
        }
        Map<String, Integer> reasons = new TreeMap<>();
        List<Candidate> candidates = new ArrayList<>();
        int enough = Math.max(FEWEST_CANDIDATES, helpable.size() * PERCENT_OF_NODES / 100);
        for (int slot : helpable) {
            NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
            add(candidates, pod, node, cluster, reasons);
            if (candidates.size() >= enough && candidates.stream().anyMatch(c -> c.violations() == 0)) {
                break;
            }
        }
        if (candidates.isEmpty()) {
            int others = cluster.nodes().size() - helpable.size();
            if (others > 0) {
                reasons.put("Preemption is not helpful for scheduling", others);
            }
            return new PreemptionDecision.Helpless(
                    "preemption: " + SchedulingCycle.message(cluster.nodes().size(), reasons), false);
        }
        Candidate best = candidates.stream().min(BEST_FIRST).orElseThrow();
        return new PreemptionDecision.Preempt(best.node().name(), best.victims());
    }

    private static String notEligible(PodRequest pod, ClusterSnapshot cluster, Set<Integer> helpable) {
        if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
            return "not eligible due to preemptionPolicy=Never.";
        }
        for (NodeSnapshot node : cluster.nodes()) {
            if (node.name().equals(pod.nominatedNode()) && helpable.contains(node.slot())) {
                for (PodRequest other : node.pods()) {
                    if (other.priority() < pod.priority() && other.isEndingByPreemption()) {
                        return "not eligible due to a terminating pod on the nominated node.";
                    }
                }
            }
        }
        return "";
    }

    private void add(
            List<Candidate> candidates,
            PodRequest pod,
            NodeSnapshot node,
            ClusterSnapshot cluster,
            Map<String, Integer> reasons) {
        List<PodRequest> staying = new ArrayList<>();
        List<PodRequest> lower = new ArrayList<>();
        node.pods().forEach(p -> (p.priority() < pod.priority() ? lower : staying).add(p));
        if (lower.isEmpty()) {
            reasons.merge("No preemption victims found for incoming pod", 1, Integer::sum);
            return;
        }
        List<Rejection> still = rejections(pod, node, staying, cluster);
        if (!still.isEmpty()) {
            still.forEach(r -> reasons.merge(r.reason(), 1, Integer::sum));
            return;
        }
        lower.sort(MOST_IMPORTANT_FIRST);
        BudgetUse budgets = new BudgetUse(cluster.budgets());
        List<PodRequest> violating = new ArrayList<>();
        List<PodRequest> others = new ArrayList<>();
        lower.forEach(p -> (budgets.violates(p) ? violating : others).add(p));
        List<PodRequest> victims = new ArrayList<>();
        int violations = 0;
        for (PodRequest each : violating) {
            violations += reprieve(each, pod, node, staying, cluster, victims) ? 0 : 1;
        }
        for (PodRequest each : others) {
            reprieve(each, pod, node, staying, cluster, victims);
        }
        if (!victims.isEmpty()) {
            victims.sort(MOST_IMPORTANT_FIRST);
            candidates.add(new Candidate(node, List.copyOf(victims), violations));
        }
    }

    /** Lets a pod stay where the other one fits all the same. */
    private boolean reprieve(
            PodRequest each,
            PodRequest pod,
            NodeSnapshot node,
            List<PodRequest> staying,
            ClusterSnapshot cluster,
            List<PodRequest> victims) {
        staying.add(each);
        if (rejections(pod, node, staying, cluster).isEmpty()) {
            return true;
        }
        staying.removeLast();
        victims.add(each);
        return false;
    }

    private List<Rejection> rejections(
            PodRequest pod, NodeSnapshot node, List<PodRequest> staying, ClusterSnapshot cluster) {
        return cycle.rejections(pod, node.slot(), cluster.withPods(node, staying));
    }
}
