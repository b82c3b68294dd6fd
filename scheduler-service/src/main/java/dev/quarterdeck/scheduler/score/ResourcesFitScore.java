package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.profile.FitScoring;
import dev.quarterdeck.scheduler.profile.FitScoring.Point;
import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/**
 * The more stays free, the better; or the less; or by a line of points. CPU and memory count with the least that a container counts for; an extended resource
 * that the pod does not ask for does not count.
 */
public final class ResourcesFitScore extends ResourceScore {
    private final FitScoring scoring;

    public ResourcesFitScore(FitScoring scoring) {
        super(scoring.resources());
        this.scoring = scoring;
    }

    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public long score(PodRequest pod, NodeSnapshot node, MoreResources more) {
        boolean ratio = scoring.strategy() == FitScoring.Strategy.RequestedToCapacityRatio;
        long sum = 0;
        long weights = 0;
        for (ResourceWeight each : resources()) {
            long all = node.allocatable().get(each.name());
            long asked = pod.scored().get(each.name());
            long used = node.scored().get(each.name());
            if (all == 0 && asked > 0) {
                MoreResources.Amount devices = more(each.name(), pod, node, more);
                all = devices.all();
                used = devices.used();
            }
            if (all == 0 || (asked == 0 && isExtended(each.name()))) {
                continue;
            }
            long score = of(used + asked, all);
            if (!ratio || score > 0) {
                sum += score * each.weight();
                weights += each.weight();
            }
        }
        if (weights == 0) {
            return 0;
        }
        return ratio ? Math.round((double) sum / weights) : sum / weights;
    }

    private long of(long used, long all) {
        return switch (scoring.strategy()) {
            case LeastAllocated -> used > all ? 0 : (all - used) * MOST / all;
            case MostAllocated -> Math.min(used, all) * MOST / all;
            case RequestedToCapacityRatio -> onLine(used > all ? 100 : used * 100 / all, scoring.shape());
        };
    }

    /** Scores of points are from 0 to 10. */
    private static long onLine(long utilization, List<Point> shape) {
        for (int i = 0; i < shape.size(); i++) {
            Point point = shape.get(i);
            if (utilization <= point.utilization()) {
                if (i == 0) {
                    return point.score() * 10L;
                }
                Point before = shape.get(i - 1);
                return before.score() * 10L
                        + (point.score() - before.score())
                                * 10L
                                * (utilization - before.utilization())
                                / (point.utilization() - before.utilization());
            }
        }
        return shape.getLast().score() * 10L;
    }
}
