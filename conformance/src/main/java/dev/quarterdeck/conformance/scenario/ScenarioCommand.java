package dev.quarterdeck.conformance.scenario;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Plays all scenarios on a cluster. {@code nodes KUBECONFIG COUNT} joins simulated nodes to it until the process ends; {@code record KUBECONFIG FILE RUNS} keeps in what
 * they end, of several runs; {@code compare FILE KUBECONFIG REPORT} says where another cluster ends otherwise. A pattern at the end chooses scenarios by their names.
 */
public final class ScenarioCommand {
    private static final int AT_ONCE = 16;

    private ScenarioCommand() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        switch (args[0]) {
            case "nodes" -> {
                try (ClusterApi cluster = ClusterApi.of(Files.readString(Path.of(args[1])));
                        PlayedNodes nodes = PlayedNodes.join(cluster, Integer.parseInt(args[2]))) {
                    new CountDownLatch(1).await();
                }
            }
            case "record" -> record(args[1], Path.of(args[2]), Integer.parseInt(args[3]), chosen(args, 4));
            case "compare" -> compare(Path.of(args[1]), args[2], Path.of(args[3]), chosen(args, 4));
            default -> throw new IllegalArgumentException("nodes, record or compare");
        }
        System.exit(0);
    }

    private static List<Scenario> chosen(String[] args, int at) {
        String pattern = args.length > at ? args[at] : ".*";
        return Scenarios.all().stream()
                .filter(scenario -> scenario.name().matches(pattern))
                .toList();
    }

    private static Map<Scenario, Ending> play(String kubeconfig, List<Scenario> scenarios)
            throws IOException, InterruptedException {
        try (ClusterApi cluster = ClusterApi.of(Files.readString(Path.of(kubeconfig)))) {
            return new ScenarioRun(cluster, AT_ONCE, Integer.MAX_VALUE)
                    .play(scenarios, "s" + Long.toString(System.currentTimeMillis() % 1_000_000, 36));
        }
    }

    private static void record(String kubeconfig, Path file, int runs, List<Scenario> scenarios)
            throws IOException, InterruptedException {
        // Others' recordings stay, so that some scenarios can be recorded anew.
        Ends ends = Files.exists(file) ? Ends.read(Files.newInputStream(file)) : new Ends();
        scenarios.forEach(scenario -> ends.forget(scenario.name()));
        for (int run = 0; run < runs; run++) {
            play(kubeconfig, scenarios).forEach((scenario, ending) -> {
                if (ending.stuck().isEmpty()) {
                    ends.add(scenario.name(), ending.facts());
                }
                System.out.println(scenario.name() + ", " + ending.millis() + " ms, "
                        + ending.facts().size() + " facts"
                        + (ending.stuck().isEmpty() ? "" : ", STUCK: " + ending.stuck()));
            });
            ends.write(file);
        }
        System.out.println(ends.size() + " scenarios, " + ends.facts() + " facts, " + ends.open() + " open, "
                + Files.size(file) + " bytes");
    }

    private static void compare(Path file, String kubeconfig, Path report, List<Scenario> scenarios)
            throws IOException, InterruptedException {
        Ends ends = Ends.read(Files.newInputStream(file));
        try (PrintStream out = new PrintStream(report.toFile(), StandardCharsets.UTF_8)) {
            play(kubeconfig, scenarios).forEach((scenario, ending) -> {
                List<Facts.Difference> differences = ends.differences(scenario.name(), ending.facts());
                if (ends.of(scenario.name()) == null) {
                    out.println(scenario.name() + ": not recorded");
                } else if (!differences.isEmpty() || !ending.stuck().isEmpty()) {
                    out.println(scenario.name() + ", " + ending.millis() + " ms: " + differences.size()
                            + " differences " + ending.stuck());
                    differences.forEach(difference -> out.println("    " + difference));
                } else {
                    out.println(scenario.name() + ", " + ending.millis() + " ms: equal");
                }
            });
        }
        System.out.println(Files.readString(report));
    }
}
