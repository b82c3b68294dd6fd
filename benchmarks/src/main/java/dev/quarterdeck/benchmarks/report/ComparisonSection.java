package dev.quarterdeck.benchmarks.report;

import dev.quarterdeck.benchmarks.compare.Bars;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Comparison.ServerInfo;
import dev.quarterdeck.benchmarks.compare.Metric;
import dev.quarterdeck.benchmarks.compare.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The comparison as Markdown and pictures. Pure. */
public final class ComparisonSection {
    private static final List<Metric> TABLES = List.of(
            Metric.OPS,
            Metric.CPU,
            Metric.P50,
            Metric.P99,
            Metric.EVENTS,
            Metric.LAG,
            Metric.TIME,
            Metric.PEAK,
            Metric.RSS);
    private static final int MOST_NOTES = 40;

    private final Comparison comparison;
    private final List<Bars.Verdict> verdicts;

    public ComparisonSection(Comparison comparison, Bars bars) {
        this.comparison = comparison;
        this.verdicts = bars.check(comparison);
    }

    /** @param pictures the directory of the pictures, as the page links to it */
    public String markdown(String pictures) {
        StringBuilder out = new StringBuilder("## Side by side\n\nMeasured " + comparison.measured() + ".\n\n");
        comparison.conditions().forEach(c -> out.append("* ").append(c).append('\n'));
        out.append("\n| server | what | version | rounds |\n|---|---|---|---|\n");
        for (ServerInfo server : comparison.servers()) {
            out.append("| ").append(server.label()).append(" | ").append(server.about());
            out.append(" | ")
                    .append(server.version())
                    .append(" | ")
                    .append(server.rounds())
                    .append(" |\n");
        }
        bars(out);
        for (String picture : charts().keySet()) {
            out.append("\n![")
                    .append(charts().get(picture).title())
                    .append("](")
                    .append(pictures)
                    .append('/')
                    .append(picture)
                    .append(".svg)\n");
        }
        out.append(
                        "\n### All figures\n\nMedians; in brackets the least and the most of the rounds. A ratio is ours divided by theirs; ")
                .append("behind it what we want it to be, and whether it is.\n");
        for (Metric metric : TABLES) {
            table(out, metric);
        }
        notes(out);
        return out.toString();
    }

    private void bars(StringBuilder out) {
        if (verdicts.isEmpty()) {
            return;
        }
        out.append("\n### Against the bars\n");
        for (ServerInfo ours : comparison.ours()) {
            List<Bars.Verdict> own = verdicts.stream()
                    .filter(v -> v.server().equals(ours.label()))
                    .toList();
            long met = own.stream().filter(Bars.Verdict::met).count();
            out.append("\n`")
                    .append(ours.label())
                    .append("`: ")
                    .append(met)
                    .append(" of ")
                    .append(own.size());
            out.append(" met.\n");
            List<Bars.Verdict> missed = own.stream().filter(v -> !v.met()).toList();
            if (!missed.isEmpty()) {
                out.append("\n| not met by `").append(ours.label());
                out.append("` | measured as | against | figure | ratio | wanted |\n|---|---|---|---|---|---|\n");
                for (Bars.Verdict v : missed) {
                    out.append("| ").append(v.work()).append(" | ").append(v.step());
                    out.append(" | ")
                            .append(v.peer())
                            .append(" | ")
                            .append(v.metric().title());
                    out.append(" | ")
                            .append(Numbers.ratio(v.ratio()))
                            .append(" | ")
                            .append(v.limit())
                            .append(" |\n");
                }
            }
        }
    }

    private void table(StringBuilder out, Metric metric) {
        List<String> steps = comparison.steps().stream()
                .filter(s -> comparison.servers().stream()
                        .anyMatch(i -> comparison.value(s, i.label(), metric).isPresent()))
                .filter(s -> isWorthShowing(s, metric))
                .toList();
        if (steps.isEmpty()) {
            return;
        }
        out.append("\n#### ").append(metric.title()).append("\n\n| |");
        StringBuilder rule = new StringBuilder("\n|---|");
        for (ServerInfo peer : comparison.peers()) {
            out.append(' ').append(peer.label()).append(" |");
            rule.append("---:|");
        }
        for (ServerInfo ours : comparison.ours()) {
            out.append(' ').append(ours.label()).append(" |");
            rule.append("---:|");
            for (ServerInfo peer : comparison.peers()) {
                out.append(" ÷ ").append(peer.label()).append(" |");
                rule.append("---:|");
            }
        }
        out.append(rule).append('\n');
        for (String step : steps) {
            out.append("| ").append(step).append(" |");
            comparison.peers().forEach(p -> figure(out, step, p, metric));
            for (ServerInfo ours : comparison.ours()) {
                figure(out, step, ours, metric);
                comparison.peers().forEach(p -> ratio(out, step, ours, p, metric));
            }
            out.append('\n');
        }
    }

    /** Of waiting times until the last was done only those count where all begin together; medians of latency only where a bar asks. */
    private boolean isWorthShowing(String step, Metric metric) {
        return switch (metric) {
            case TIME -> step.startsWith("informers");
            case P50 ->
                verdicts.stream().anyMatch(v -> v.metric() == metric && v.step().equals(step));
            case RSS -> step.contains(" of 100000");
            case OPS, CPU, P99, EVENTS, LAG, PEAK -> true;
        };
    }

    private void figure(StringBuilder out, String step, ServerInfo server, Metric metric) {
        Optional<Spread> value = comparison.value(step, server.label(), metric);
        out.append(' ');
        value.ifPresent(v -> {
            out.append(Numbers.of(v.median()));
            if (v.rounds() > 1) {
                out.append(" (")
                        .append(Numbers.of(v.least()))
                        .append("–")
                        .append(Numbers.of(v.most()))
                        .append(')');
            }
        });
        out.append(" |");
    }

    private void ratio(StringBuilder out, String step, ServerInfo ours, ServerInfo peer, Metric metric) {
        OptionalDouble ratio = comparison.ratio(step, ours.label(), peer.label(), metric);
        out.append(' ');
        if (ratio.isPresent()) {
            out.append("**").append(Numbers.ratio(ratio.getAsDouble())).append("**");
            verdicts.stream()
                    .filter(v -> v.step().equals(step)
                            && v.server().equals(ours.label())
                            && v.peer().equals(peer.label())
                            && v.metric() == metric)
                    .findFirst()
                    .ifPresent(v -> out.append(' ').append(v.limit()).append(v.met() ? " ✓" : " ✗"));
        }
        out.append(" |");
    }

    private void notes(StringBuilder out) {
        if (comparison.notes().isEmpty()) {
            return;
        }
        out.append("\n### What went wrong, or must be known\n\n");
        comparison.notes().stream()
                .limit(MOST_NOTES)
                .forEach(n -> out.append("* ").append(n).append('\n'));
        if (comparison.notes().size() > MOST_NOTES) {
            out.append("* and ").append(comparison.notes().size() - MOST_NOTES).append(" more\n");
        }
    }

    /** Pictures by file name, in the order of the page. */
    public Map<String, Chart> charts() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        List<String> requests = comparison.steps().stream()
                .filter(s -> !s.startsWith("list") && !s.startsWith("informers"))
                .toList();
        columns(charts, "rate", "Operations per second: more is better", Metric.OPS, requests, false);
        columns(charts, "cpu", "Server CPU per operation: less is better", Metric.CPU, comparison.steps(), true);
        columns(charts, "latency", "Latency, 99th percentile: less is better", Metric.P99, comparison.steps(), true);
        columns(charts, "memory", "Peak resident memory: less is better", Metric.PEAK, comparison.steps(), false);
        for (String id : comparison.curves().stream()
                .map(Comparison.Curve::id)
                .distinct()
                .toList()) {
            curve(charts, id + "-rate", id, "from cold to warm: creates per second", "ops/s", true);
            curve(charts, id + "-cpu", id, "from cold to warm: server CPU per create", "µs", false);
        }
        return charts;
    }

    private void columns(
            Map<String, Chart> charts, String file, String title, Metric metric, List<String> steps, boolean log) {
        List<String> measured = steps.stream()
                .filter(s -> comparison.servers().stream()
                        .anyMatch(i -> comparison.value(s, i.label(), metric).isPresent()))
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        List<Chart.Series> series = new ArrayList<>();
        for (ServerInfo server : comparison.servers()) {
            series.add(new Chart.Series(
                    server.label(),
                    measured.stream()
                            .map(s -> comparison
                                    .value(s, server.label(), metric)
                                    .map(Spread::median)
                                    .orElse(Double.NaN))
                            .toList()));
        }
        charts.put(file, new Chart.Columns(title, metric.title(), log, measured, series));
    }

    private void curve(Map<String, Chart> charts, String file, String id, String title, String y, boolean rate) {
        List<Chart.Line> lines = comparison.curves().stream()
                .filter(c -> c.id().equals(id))
                .map(c -> new Chart.Line(
                        c.server(),
                        c.points().stream()
                                .map(p ->
                                        new double[] {p.operations(), rate ? p.opsPerSecond() : p.serverMicrosPerOp()})
                                .toList()))
                .toList();
        charts.put(file, new Chart.Lines("A fresh server " + title, "creates since the start", y, false, false, lines));
    }
}
