package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Metric;
import dev.quarterdeck.benchmarks.compare.Spread;
import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Chart.Line;
import dev.quarterdeck.benchmarks.report.Growth;
import dev.quarterdeck.benchmarks.suite.Load;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Curves over the number of watches, from a comparison whose suite had {@code watch-churn} with more and more of them. Pure. */
public final class WatchGrowth {
    private static final int EVENTS = 400_000;
    private static final int WARM_UP_SECONDS = 60;
    private static final Pattern WATCHES = Pattern.compile("watch-churn .* w(\\d+)");

    private WatchGrowth() {}

    /** One load for each number of watches: the more of them, the fewer writes, so that about as many events are sent at each point. */
    public static Suite suite(List<Integer> numbers) {
        List<Load> loads = numbers.stream()
                .map(watches -> {
                    int lifecycles = Math.clamp(EVENTS / (4L * watches), 25, 4_000);
                    return churn("watches-" + watches, lifecycles, watches);
                })
                .toList();
        return new Suite("watches", "", 1, List.of(), List.of(churn("warm-up", 3_000, 25)), WARM_UP_SECONDS, loads);
    }

    private static Load churn(String id, int lifecycles, int watches) {
        return new Load(
                id,
                List.of("watch-churn"),
                lifecycles,
                Math.min(50, lifecycles),
                0,
                0,
                watches,
                false,
                0,
                List.of(),
                false,
                0);
    }

    public static Growth of(Comparison comparison) {
        List<String> about = new ArrayList<>(List.of(
                "`watch-churn`: so many watches, all of which see every write, through HTTP. With more watches there are fewer writes, so that about as many "
                        + "events are sent at each point; the load generator on the same cores takes its share."));
        about.addAll(comparison.conditions());
        about.addAll(comparison.notes());
        return new Growth(
                "watches",
                "More watches",
                comparison.measured(),
                about,
                List.of(
                        lines(comparison, "Server CPU per event with watches", "µs", Metric.CPU, (v, w) -> v / w, true),
                        lines(comparison, "Server CPU per write with watches", "µs", Metric.CPU, (v, w) -> v, true),
                        lines(
                                comparison,
                                "Events per second with watches",
                                "events/s",
                                Metric.EVENTS,
                                (v, w) -> v,
                                false),
                        lines(comparison, "Peak resident memory with watches", "MB", Metric.PEAK, (v, w) -> v, false),
                        lines(comparison, "Event lag p99 with watches", "ms", Metric.LAG, (v, w) -> v, true)));
    }

    private static Chart.Lines lines(
            Comparison comparison,
            String title,
            String unit,
            Metric metric,
            DoubleBinaryOperator value,
            boolean logarithmic) {
        List<Line> lines = new ArrayList<>();
        for (Comparison.ServerInfo server : comparison.servers()) {
            List<double[]> points = new ArrayList<>();
            for (String step : comparison.steps()) {
                Matcher watches = WATCHES.matcher(step);
                if (watches.matches()) {
                    double number = Double.parseDouble(watches.group(1));
                    comparison
                            .value(step, server.label(), metric)
                            .map(Spread::median)
                            .ifPresent(v -> points.add(new double[] {number, value.applyAsDouble(v, number)}));
                }
            }
            points.sort(Comparator.comparingDouble(p -> p[0]));
            lines.add(new Line(server.label(), points));
        }
        return new Chart.Lines(title, "watches", unit, true, logarithmic, lines);
    }
}
