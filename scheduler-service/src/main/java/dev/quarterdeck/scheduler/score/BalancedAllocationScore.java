package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/**
 * The closer the used shares of the resources come to each other by the pod, the better: 75 where it makes no difference. A pod that asks for none of them does
 * not count, or such pods would all go to the node that is most out of balance.
 */
public final class BalancedAllocationScore extends ResourceScore {
    public BalancedAllocationScore(List<ResourceWeight> resources) {
        super(resources);
    }

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public long score(PodRequest pod, NodeSnapshot node, MoreResources more) {
        boolean asks = false;
        for (ResourceWeight each : resources()) {
            asks |= pod.amounts().get(each.name()) != 0;
        }
        return asks ? MOST / 2 + (MOST / 2 + balance(pod, node, more, true) - balance(pod, node, more, false)) / 2 : 0;
    }

    /** 100 where all shares are the same, less by their standard deviation. */
    private long balance(PodRequest pod, NodeSnapshot node, MoreResources more, boolean with) {
        double sum = 0;
        double squares = 0;
        double first = 0;
        double second = 0;
        int count = 0;
        for (ResourceWeight each : resources()) {
            long all = node.allocatable().get(each.name());
            long asked = pod.amounts().get(each.name());
            long used = node.requested().get(each.name());
            if (all == 0 && asked > 0) {
                MoreResources.Amount devices = more(each.name(), pod, node, more);
                all = devices.all();
                used = devices.used();
            }
            if (all == 0 || (asked == 0 && isExtended(each.name()))) {
                continue;
            }
            double share = Math.min(1, (double) (used + (with ? asked : 0)) / all);
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
