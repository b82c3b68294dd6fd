package dev.quarterdeck.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way of growing as Markdown: what was measured, a picture and a table for each figure. Pure. */
final class GrowthSection {
    private final Growth growth;

    GrowthSection(Growth growth) {
        this.growth = growth;
    }

    String markdown(String pictures) {
        StringBuilder out = new StringBuilder("## Growth: ")
                .append(growth.title().toLowerCase(java.util.Locale.ROOT))
                .append("\n\nMeasured ")
                .append(growth.measured())
                .append(".\n\n");
        growth.about().forEach(a -> out.append("* ").append(a).append('\n'));
        charts().forEach((file, chart) -> {
            out.append("\n![").append(chart.title()).append("](");
            out.append(pictures).append('/').append(file).append(".svg)\n");
            table(out, (Chart.Lines) chart);
        });
        return out.toString();
    }

    private static void table(StringBuilder out, Chart.Lines chart) {
        out.append("\n| ").append(chart.x()).append(" |");
        chart.lines().forEach(l -> out.append(' ')
                .append(l.name())
                .append(", ")
                .append(chart.y())
                .append(" |"));
        out.append("\n|---:|").append("---:|".repeat(chart.lines().size())).append('\n');
        List<Double> all = chart.lines().stream()
                .flatMap(l -> l.points().stream())
                .map(p -> p[0])
                .distinct()
                .sorted()
                .toList();
        for (double x : all) {
            out.append("| ").append(Numbers.of(x)).append(" |");
            for (Chart.Line line : chart.lines()) {
                out.append(' ');
                line.points().stream().filter(p -> p[0] == x).findFirst().ifPresent(p -> out.append(Numbers.of(p[1])));
                out.append(" |");
            }
            out.append('\n');
        }
    }

    Map<String, Chart> charts() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        for (int i = 0; i < growth.pictures().size(); i++) {
            charts.put(
                    "growth-" + growth.id() + "-" + (i + 1), growth.pictures().get(i));
        }
        return charts;
    }
}
