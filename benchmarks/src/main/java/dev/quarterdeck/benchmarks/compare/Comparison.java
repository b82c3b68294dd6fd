package dev.quarterdeck.benchmarks.compare;

import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What all rounds together say; the data that reports are made of.
 *
 * @param conditions how it was measured, as sentences
 * @param notes what went wrong or must be known to read it: failures, cut workloads, a busy machine
 */
public record Comparison(
        String suite,
        String measured,
        List<String> conditions,
        List<ServerInfo> servers,
        List<Cell> cells,
        List<Curve> curves,
        List<String> notes) {

    public record ServerInfo(String label, String about, String version, boolean ours, int rounds) {}

    /** One workload on one server. */
    public record Cell(String step, String server, Map<Metric, Spread> values, long failed) {}

    /** Create rate and CPU over the operations since the start, of the first round; cold first. */
    public record Curve(String id, String server, List<Point> points) {}

    public record Point(long operations, double opsPerSecond, double serverMicrosPerOp, double p99) {}

    public static List<Cell> cells(List<Sample> samples) {
        Map<List<String>, List<Sample>> groups = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (sample.curve().isEmpty()) {
                groups.computeIfAbsent(List.of(Sample.step(sample.result()), sample.server()), k -> new ArrayList<>())
                        .add(sample);
            }
        }
        List<Cell> cells = new ArrayList<>();
        groups.forEach((key, group) -> {
            Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);
            long failed = 0;
            for (Sample sample : group) {
                failed += sample.result().failed();
                Metric.of(sample.result()).forEach((m, v) -> values.computeIfAbsent(m, k -> new ArrayList<>())
                        .add(v));
            }
            Map<Metric, Spread> spreads = new EnumMap<>(Metric.class);
            values.forEach((m, v) -> spreads.put(m, Spread.of(v)));
            cells.add(new Cell(key.get(0), key.get(1), spreads, failed));
        });
        return cells;
    }

    public static List<Curve> curves(List<Sample> samples) {
        Map<List<String>, List<Point>> curves = new LinkedHashMap<>();
        for (Sample sample : samples) {
            if (!sample.curve().isEmpty() && sample.round() == 1) {
                List<Point> points =
                        curves.computeIfAbsent(List.of(sample.curve(), sample.server()), k -> new ArrayList<>());
                Result r = sample.result();
                long before = points.isEmpty() ? 0 : points.getLast().operations();
                points.add(new Point(
                        before + r.succeeded() + r.failed(),
                        r.opsPerSecond(),
                        r.serverMicrosPerOp(),
                        r.latencyMillis().p99()));
            }
        }
        return curves.entrySet().stream()
                .map(e -> new Curve(e.getKey().get(0), e.getKey().get(1), List.copyOf(e.getValue())))
                .toList();
    }

    /** What makes a figure doubtful, one sentence each. */
    public static List<String> doubts(List<Sample> samples) {
        List<String> doubts = new ArrayList<>();
        for (Sample sample : samples) {
            Result r = sample.result();
            String where = sample.server() + ", round " + sample.round() + ", " + Sample.step(r) + ": ";
            if (r.failed() > 0) {
                doubts.add(where + r.failed() + " failed"
                        + (r.errors().isEmpty()
                                ? ""
                                : ", most with " + r.errors().getFirst().kind()));
            }
            if (r.cutShort()) {
                doubts.add(where + "cut short after " + (r.succeeded() + r.failed()) + " operations");
            }
            if (r.watch() != null
                    && r.watch().eventsMissing()
                                    + r.watch().duplicates()
                                    + r.watch().outOfOrder()
                                    + r.watch().watchRestarts()
                            > 0) {
                doubts.add(where + r.watch().eventsMissing() + " events missing, "
                        + r.watch().duplicates() + " twice, " + r.watch().outOfOrder() + " out of order, "
                        + r.watch().watchRestarts() + " watches ended by the server");
            }
        }
        return doubts;
    }

    /** Samples during which something else took more than a tenth of a core: such figures are not to be trusted. */
    public static long busy(List<Sample> samples) {
        return samples.stream()
                .filter(s -> s.result().othersCores() + s.result().stolenCores() > 0.1)
                .count();
    }

    public List<String> steps() {
        return cells.stream().map(Cell::step).distinct().toList();
    }

    private Optional<Cell> cell(String step, String server) {
        return cells.stream()
                .filter(c -> c.step().equals(step) && c.server().equals(server))
                .findFirst();
    }

    public Optional<Spread> value(String step, String server, Metric metric) {
        return cell(step, server).map(c -> c.values().get(metric));
    }

    /** Whether the server was asked for it and did not do it. */
    boolean failed(String step, String server) {
        return cell(step, server).filter(c -> c.failed() > 0).isPresent();
    }

    /** Median of ours divided by median of theirs; empty where one of them was not measured. */
    public OptionalDouble ratio(String step, String ours, String theirs, Metric metric) {
        Optional<Spread> a = value(step, ours, metric);
        Optional<Spread> b = value(step, theirs, metric);
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.get().median() / b.get().median())
                : OptionalDouble.empty();
    }

    public List<ServerInfo> ours() {
        return servers.stream().filter(ServerInfo::ours).toList();
    }

    public List<ServerInfo> peers() {
        return servers.stream().filter(s -> !s.ours()).toList();
    }
}
