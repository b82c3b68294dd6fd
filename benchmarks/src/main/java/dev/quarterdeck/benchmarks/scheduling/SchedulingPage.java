package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.report.ReportFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The page on scheduling throughput, and the data that it is made of: what is measured anew replaces what was measured of the same before. One thread. */
public final class SchedulingPage {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path page;
    private final String ours;
    private final List<Throughput> fresh = new ArrayList<>();

    /** What has been measured, and how it was last. */
    record Data(List<String> conditions, List<Throughput> results) {}

    /** @param ours the label of our server; the others are what it is compared with */
    public SchedulingPage(Path page, String ours) {
        this.page = page;
        this.ours = ours;
    }

    /** Writes the page anew with one result more. */
    public void add(Throughput result, List<String> conditions) {
        fresh.add(result);
        Data before = read();
        List<Throughput> all = new ArrayList<>(before.results());
        List<Throughput> same = fresh.stream().filter(t -> t.isLike(result)).toList();
        all.removeIf(t -> t.isLike(result));
        all.add(Throughput.median(same));
        Data now = new Data(conditions, all);
        ReportFiles.put(data(), JSON.writeValueAsString(now));
        ReportFiles.put(page, markdown(now));
    }

    private Path data() {
        return page.resolveSibling("benchmarks").resolve("scheduling.json");
    }

    private Data read() {
        return Files.exists(data()) ? JSON.readValue(data().toFile(), Data.class) : new Data(List.of(), List.of());
    }

    String markdown(Data data) {
        StringBuilder out = new StringBuilder("""
                # Throughput of scheduling

                Written by `benchmarks/run scheduling`; how to run it is in [its README](../benchmarks/README.md). Figures are as measured, good or bad.

                Pods per second from the creation of the first measured pod until the last has a node, API and store included; by how much they differ from second to second (5th and 95th
                percentile); CPU of all processes of the server for each of these pods.

                """);
        data.conditions().forEach(c -> out.append("* ").append(c).append('\n'));
        long busy = data.results().stream().filter(t -> t.othersCores() > 0.1).count();
        if (busy > 0) {
            out.append("* During ")
                    .append(busy)
                    .append(" of ")
                    .append(data.results().size());
            out.append(
                    " measurements something else on the machine took more than a tenth of a core: their rates say little, their CPU does.\n");
        }
        Set<String> peers = new LinkedHashSet<>();
        data.results().stream()
                .map(Throughput::server)
                .filter(s -> !s.equals(ours))
                .forEach(peers::add);
        data.results().stream()
                .map(Throughput::size)
                .distinct()
                .sorted()
                .forEach(size -> table(out, data, size, peers));
        curve(out, data);
        return out.toString();
    }

    private void table(StringBuilder out, Data data, int size, Set<String> peers) {
        out.append(String.format(Locale.ROOT, "%n## %,d nodes%n%n", size).replace(',', ' '));
        out.append("| scenario | pods | ").append(ours).append(", pods/s | 5–95 % | CPU ms/pod |");
        peers.forEach(p -> out.append(' ')
                .append(p)
                .append(", pods/s | 5–95 % | CPU ms/pod | pods/s, ratio | wanted | CPU, ratio |"));
        out.append("\n|---|---:|---:|---:|---:|")
                .append("---:|---:|---:|---:|---|---:|".repeat(peers.size()))
                .append('\n');
        Map<String, Map<String, Throughput>> rows = new LinkedHashMap<>();
        data.results().stream()
                .filter(t -> t.size() == size)
                .sorted(Comparator.comparingInt(t -> Scenarios.order(t.scenario())))
                .forEach(t -> rows.computeIfAbsent(t.scenario(), s -> new LinkedHashMap<>())
                        .put(t.server(), t));
        rows.forEach((scenario, by) -> {
            Throughput own = by.get(ours);
            Throughput any = by.values().iterator().next();
            out.append("| ").append(scenario).append(" | ").append(any.pods()).append(" |");
            out.append(own == null ? " | | |" : cells(own));
            for (String peer : peers) {
                Throughput other = by.get(peer);
                out.append(other == null ? " | | |" : cells(other));
                out.append(own == null || other == null ? " | | |" : ratios(scenario, own, other));
            }
            out.append('\n');
        });
    }

    private static String cells(Throughput t) {
        return String.format(Locale.ROOT, " %.0f | %.0f–%.0f | %.2f |", t.average(), t.p5(), t.p95(), t.cpuMillis());
    }

    private static String ratios(String scenario, Throughput own, Throughput other) {
        double ratio = own.average() / other.average();
        double aim = Scenarios.aim(scenario);
        String wanted = aim == 0 ? "" : String.format(Locale.ROOT, "≥ %.1f%s", aim, ratio >= aim ? "" : ", missed");
        return String.format(Locale.ROOT, " %.2f | %s | %.2f |", ratio, wanted, own.cpuMillis() / other.cpuMillis());
    }

    /** What a pod costs as the cluster grows. */
    private void curve(StringBuilder out, Data data) {
        List<Throughput> own =
                data.results().stream().filter(t -> t.server().equals(ours)).toList();
        List<Integer> sizes =
                own.stream().map(Throughput::size).distinct().sorted().toList();
        if (sizes.size() < 2) {
            return;
        }
        out.append("\n## As the cluster grows\n\nCPU ms for a pod, ")
                .append(ours)
                .append(".\n\n| scenario |");
        sizes.forEach(
                s -> out.append(String.format(Locale.ROOT, " %,d nodes |", s).replace(',', ' ')));
        out.append("\n|---|").append("---:|".repeat(sizes.size())).append('\n');
        Stream<String> names =
                own.stream().map(Throughput::scenario).distinct().sorted(Comparator.comparingInt(Scenarios::order));
        names.forEach(name -> {
            out.append("| ").append(name).append(" |");
            for (int size : sizes) {
                String cost = own.stream()
                        .filter(t -> t.size() == size && t.scenario().equals(name))
                        .findFirst()
                        .map(t -> String.format(Locale.ROOT, "%.2f", t.cpuMillis()))
                        .orElse("");
                out.append(' ').append(cost).append(" |");
            }
            out.append('\n');
        });
    }
}
