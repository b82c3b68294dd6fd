package dev.quarterdeck.benchmarks.rounds;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.access.BenchmarkUser;
import dev.quarterdeck.benchmarks.access.NamespaceKeeper;
import dev.quarterdeck.benchmarks.apibench.Apibench;
import dev.quarterdeck.benchmarks.apibench.ApibenchReport;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.compare.Comparison.ServerInfo;
import dev.quarterdeck.benchmarks.compare.Sample;
import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.server.Server;
import dev.quarterdeck.benchmarks.suite.Load;
import dev.quarterdeck.benchmarks.suite.Suite;
import dev.quarterdeck.embedded.EmbeddedStoreException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Measures servers in turns, so that a slow spell of the machine hits all of them. A visit that fails is noted and the others go on. One thread; whatever runs
 * is stopped when this JVM ends.
 */
public final class Rounds {
    private final Suite suite;
    private final List<Server> servers;
    private final Apibench apibench;
    private final Path files;
    private final Ending ending;
    private final InstantSource clock;
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> visited = new LinkedHashMap<>();

    public Rounds(
            Suite suite, List<Server> servers, Apibench apibench, Path files, Ending ending, InstantSource clock) {
        this.suite = suite;
        this.servers = servers;
        this.apibench = apibench;
        this.files = files;
        this.ending = ending;
        this.clock = clock;
    }

    /** @param limit no visit begins after that; the report says how many rounds there were */
    public Comparison measure(int rounds, Duration limit) {
        Instant began = clock.instant();
        for (int round = 1; round <= rounds; round++) {
            List<Server> order = new ArrayList<>(servers);
            Collections.rotate(order, 1 - round);
            for (Server server : order) {
                if (clock.instant().isAfter(began.plus(limit))) {
                    failures.add("The time was up: " + server.label() + " was not visited in round " + round);
                } else {
                    visit(server, round, rounds);
                }
            }
        }
        List<ServerInfo> infos = servers.stream()
                .map(s -> new ServerInfo(
                        s.label(),
                        s.about(),
                        versions.getOrDefault(s.label(), ""),
                        s.ours(),
                        visited.getOrDefault(s.label(), Set.of()).size()))
                .toList();
        List<String> notes = new ArrayList<>(failures);
        notes.addAll(Comparison.doubts(samples));
        long busy = Comparison.busy(samples);
        if (busy > 0) {
            notes.add("During " + busy + " of " + samples.size()
                    + " measurements something else on the machine took more than a tenth of a core");
        }
        return new Comparison(
                suite.name(),
                began.toString().substring(0, 10),
                Conditions.of(suite, rounds),
                infos,
                Comparison.cells(samples),
                Comparison.curves(samples),
                notes);
    }

    private void visit(Server server, int round, int rounds) {
        System.err.println("round " + round + ", " + server.label());
        ending.add(server);
        try {
            long start = System.nanoTime();
            Server.Running running = server.start();
            System.err.printf("  ready after %.1f s%n", (System.nanoTime() - start) / 1e9);
            Path kubeconfig = files.resolve(server.label() + ".kubeconfig");
            try (KubernetesClient admin = AdminClient.of(running.kubeconfig());
                    NamespaceKeeper keeper = new NamespaceKeeper(admin)) {
                BenchmarkUser.make(admin, kubeconfig);
                measure(server, round, rounds, running, kubeconfig);
            }
            visited.computeIfAbsent(server.label(), k -> new TreeSet<>()).add(round);
        } catch (ProgramFailure | EmbeddedStoreException | KubernetesClientException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            System.err.println("  " + e.getMessage());
            failures.add(server.label() + ", round " + round + ": " + why);
        } finally {
            ending.end(server);
        }
    }

    /** What the last load makes is not removed: the server ends with it. */
    private void measure(Server server, int round, int rounds, Server.Running running, Path kubeconfig) {
        List<Load> loads = Stream.of(suite.cold(), suite.warmUp(), suite.loads())
                .flatMap(List::stream)
                .filter(l -> l.concerns(round, rounds, server.label()))
                .toList();
        for (Load load : loads) {
            System.err.println("  " + load.id());
            boolean last = load == loads.getLast();
            ApibenchReport report = apibench.run(
                    load,
                    kubeconfig,
                    running.pids(),
                    server.label(),
                    files.resolve(server.label() + "-" + round + "-" + load.id()),
                    last ? Optional.of(() -> ending.end(server)) : Optional.empty());
            versions.put(server.label(), report.serverVersion());
            if (!suite.warmUp().contains(load)) {
                String curve = load.curve() ? load.id() : "";
                report.results().forEach(r -> samples.add(new Sample(server.label(), round, curve, r)));
            }
        }
    }
}
