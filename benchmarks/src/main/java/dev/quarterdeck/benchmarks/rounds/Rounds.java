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
import java.util.function.Consumer;

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
    private final List<Visit> visits = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    public Rounds(
            Suite suite, List<Server> servers, Apibench apibench, Path files, Ending ending, InstantSource clock) {
        this.suite = suite;
        this.servers = servers;
        this.apibench = apibench;
        this.files = files;
        this.ending = ending;
        this.clock = clock;
    }

    /**
     * @param limit no visit begins after that; the report says how many rounds there were
     * @param resume whether visits whose results are in the files of an earlier run of this suite are taken from there
     * @param sofar is told after each visit what all of them say
     */
    public Comparison measure(int rounds, Duration limit, boolean resume, Consumer<Comparison> sofar) {
        Instant began = clock.instant();
        for (int round = 1; round <= rounds; round++) {
            List<Server> order = new ArrayList<>(servers);
            Collections.rotate(order, 1 - round);
            for (Server server : order) {
                Optional<Visit> earlier =
                        resume ? Visit.find(files, suite.name(), server.label(), round) : Optional.empty();
                if (earlier.isPresent()) {
                    visits.add(earlier.get());
                } else if (clock.instant().isAfter(began.plus(limit))) {
                    failures.add("The time was up: " + server.label() + " was not visited in round " + round);
                } else {
                    visit(server, round, rounds);
                    sofar.accept(comparison(rounds, began));
                }
            }
        }
        return comparison(rounds, began);
    }

    private Comparison comparison(int rounds, Instant began) {
        List<ServerInfo> infos = new ArrayList<>();
        Map<String, String> warmUps = new LinkedHashMap<>();
        for (Server server : servers) {
            List<Visit> of = visits.stream()
                    .filter(v -> v.server().equals(server.label()))
                    .toList();
            String version = of.isEmpty() ? "" : of.getLast().version();
            infos.add(new ServerInfo(server.label(), server.about(), version, server.ours(), of.size()));
            of.stream().findFirst().ifPresent(v -> warmUps.put(v.server(), v.warmUp()));
        }
        List<Sample> samples =
                visits.stream().flatMap(v -> v.samples().stream()).toList();
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
                Conditions.of(suite, rounds, warmUps),
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
                Visit visit = measure(server, round, rounds, running, kubeconfig);
                visit.save(files);
                visits.add(visit);
            }
        } catch (ProgramFailure | EmbeddedStoreException | KubernetesClientException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            System.err.println("  " + e.getMessage());
            failures.add(server.label() + ", round " + round + ": " + why);
        } finally {
            ending.end(server);
        }
    }

    /** What the last load makes is not removed: the server ends with it. */
    private Visit measure(Server server, int round, int rounds, Server.Running running, Path kubeconfig) {
        String label = server.label();
        List<Sample> samples = new ArrayList<>();
        for (Load load : concerning(suite.cold(), round, rounds, label)) {
            ApibenchReport report = run(load, server, round, running, kubeconfig, Optional.empty());
            report.results().forEach(r -> samples.add(new Sample(label, round, load.curve() ? load.id() : "", r)));
        }
        List<Load> warming = concerning(suite.warmUp(), round, rounds, label);
        WarmUp warmUp = new WarmUp(suite, clock.instant());
        boolean warm = warming.isEmpty();
        while (!warm) {
            for (Load load : warming) {
                warmUp.measured(run(load, server, round, running, kubeconfig, Optional.empty())
                        .results());
            }
            warm = warmUp.settled(clock.instant());
        }
        String told = warmUp.told(clock.instant());
        System.err.println("  warm: " + told);
        String version = "";
        List<Load> loads = concerning(suite.loads(), round, rounds, label);
        Rest rest = Rest.of(running.pids());
        for (Load load : loads) {
            boolean last = load == loads.getLast();
            if (!rest.taken()) {
                System.err.println("  not at rest, measured anyway");
            }
            ApibenchReport report = run(
                    load,
                    server,
                    round,
                    running,
                    kubeconfig,
                    last ? Optional.of(() -> ending.end(server)) : Optional.empty());
            version = report.serverVersion();
            report.results().forEach(r -> samples.add(new Sample(label, round, load.curve() ? load.id() : "", r)));
        }
        return new Visit(suite.name(), label, round, version, told, samples);
    }

    private static List<Load> concerning(List<Load> loads, int round, int rounds, String server) {
        return loads.stream().filter(l -> l.concerns(round, rounds, server)).toList();
    }

    private ApibenchReport run(
            Load load,
            Server server,
            int round,
            Server.Running running,
            Path kubeconfig,
            Optional<Runnable> afterwards) {
        System.err.println("  " + load.id());
        Path report = files.resolve(server.label() + "-" + round + "-" + load.id());
        return apibench.run(load, kubeconfig, running.pids(), server.label(), report, afterwards);
    }
}
