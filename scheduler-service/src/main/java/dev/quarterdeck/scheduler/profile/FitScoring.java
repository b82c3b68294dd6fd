package dev.quarterdeck.scheduler.profile;

import java.util.List;

/**
 * How NodeResourcesFit scores (NodeResourcesFitArgs.scoringStrategy).
 *
 * @param shape of RequestedToCapacityRatio: utilization in percent, ascending, with scores from 0 to 10; empty for the others
 */
public record FitScoring(Strategy strategy, List<ResourceWeight> resources, List<Point> shape) {
    public enum Strategy {
        LeastAllocated,
        MostAllocated,
        RequestedToCapacityRatio
    }

    /** A resource and what it counts for. */
    public record ResourceWeight(String name, long weight) {}

    /** One point of a broken line. */
    public record Point(int utilization, int score) {}

    public static final List<ResourceWeight> CPU_AND_MEMORY =
            List.of(new ResourceWeight("cpu", 1), new ResourceWeight("memory", 1));

    public static final FitScoring STANDARD = new FitScoring(Strategy.LeastAllocated, CPU_AND_MEMORY, List.of());
}
