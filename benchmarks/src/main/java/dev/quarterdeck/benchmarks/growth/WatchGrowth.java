package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Metric;
import dev.quarterdeck.benchmarks.compare.Spread;
import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Chart.Line;
import dev.quarterdeck.benchmarks.report.Growth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Curves over the number of watches, from a comparison whose suite had {@code watch-churn} with more and more of them. Pure. */
public final class WatchGrowth {
    private static final Pattern WATCHES = Pattern.compile("watch-churn .* w(\\d+)");

    private WatchGrowth() {}

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
