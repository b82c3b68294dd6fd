package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/**
 * The closer the used shares of the resources come to each other by the pod, the better: 75 where it makes no difference. A pod that asks for none of them does
 * not count, or such pods would all go to the node that is most out of balance.
 */
public final class BalancedAllocationScore implements NodeScore {
    private final List<ResourceWeight> resources;

    public BalancedAllocationScore(List<ResourceWeight> resources) {
        this.resources = resources;
    }

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public long score(PodRequest pod, NodeSnapshot node) {
        boolean asks = false;
        for (ResourceWeight each : resources) {
            asks |= pod.amounts().get(each.name()) != 0;
        }
        return asks ? MOST / 2 + (MOST / 2 + balance(pod, node, true) - balance(pod, node, false)) / 2 : 0;
    }

    /** 100 where all shares are the same, less by their standard deviation. */
    private long balance(PodRequest pod, NodeSnapshot node, boolean with) {
        double sum = 0;
        double squares = 0;
        double first = 0;
        double second = 0;
        int count = 0;
        for (ResourceWeight each : resources) {
            long all = node.allocatable().get(each.name());
            long asked = pod.amounts().get(each.name());
            if (all == 0 || (asked == 0 && ResourcesFitScore.isExtended(each.name()))) {
                continue;
            }
            long used = node.requested().get(each.name()) + (with ? asked : 0);
            double share = Math.min(1, (double) used / all);
            first = count == 0 ? share : first;
            second = count == 1 ? share : second;
            sum += share;
            squares += share * share;
            count++;
        }
        double deviation = 0;
        if (count == 2) {
            deviation = Math.abs((first - second) / 2);
        } else if (count > 2) {
            deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) * (sum / count)));
        }
        return (long) ((1 - deviation) * MOST);
    }
}
