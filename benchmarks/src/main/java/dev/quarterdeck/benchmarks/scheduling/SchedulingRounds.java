package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.access.BenchmarkUser;
import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.process.ServerCpu;
import dev.quarterdeck.benchmarks.server.Server;
import dev.quarterdeck.embedded.EmbeddedStoreException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Visits servers in turns: each is started with an empty store, warmed up by the same rule, and goes through all scenarios. One thread. */
public final class SchedulingRounds {
    private static final int WARM_NODES = 500;
    private static final double SETTLED = 0.95;

    private final Plan plan;
    private final List<Server> servers;
    private final Path files;
    private final Ending ending;

    /**
     * What is measured.
     *
     * @param scenarios names; {@code main} for the eight of most interest, {@code rest} for the others, each at the largest size that it is there for, {@code all} for all
     * @param sizes numbers of nodes
     * @param brief fewer measured pods than scheduler_perf has, and pods that are there before put onto nodes by the client
     * @param warmUpSeconds at most; 0 for no warm-up
     */
    public record Plan(List<String> scenarios, List<Integer> sizes, boolean brief, int rounds, int warmUpSeconds) {}

    public SchedulingRounds(Plan plan, List<Server> servers, Path files, Ending ending) {
        this.plan = plan;
        this.servers = List.copyOf(servers);
        this.files = files;
        this.ending = ending;
    }

    /** Under which conditions figures come about, as sentences for the report. */
    public static List<String> conditions(Plan plan) {
        List<String> conditions = new ArrayList<>();
        conditions.add(
                "API server, store, scheduler and client on one machine of "
                        + Runtime.getRuntime().availableProcessors()
                        + " cores; the same client for all, 30 requests at a time, as a user with `cluster-admin` that is exempt from priority and fairness.");
        conditions.add(
                "Scenarios and sizes after scheduler_perf of Kubernetes 1.36; nodes are objects, and no kubelets and controllers run. Admission is as shipped: "
                        + "priorities come from a class, and namespaces have their account.");
        if (plan.brief()) {
            conditions.add(
                    "Fewer pods are measured than scheduler_perf does, and pods that are there before were put onto nodes by the client, evenly.");
        }
        conditions.add("Every server is warmed up first, by the same rule: SchedulingBasic on " + WARM_NODES
                + " nodes again and again, until CPU per pod has twice in a row not fallen by 5 % below the least so far, for at most "
                + plan.warmUpSeconds() + " s. "
                + (plan.rounds() > 1 ? "Medians of " + plan.rounds() + " rounds." : "One round."));
        return conditions;
    }

    /** @param sofar is told of each result */
    public void measure(Consumer<Throughput> sofar) {
        for (int round = 1; round <= plan.rounds(); round++) {
            List<Server> order = new ArrayList<>(servers);
            Collections.rotate(order, 1 - round);
            for (Server server : order) {
                System.err.println("round " + round + ", " + server.label());
                visit(server, sofar);
            }
        }
    }

    private void visit(Server server, Consumer<Throughput> sofar) {
        ending.add(server);
        try {
            Server.Running running = server.start();
            Path kubeconfig = files.resolve(server.label() + ".kubeconfig");
            try (KubernetesClient admin = AdminClient.of(running.kubeconfig())) {
                BenchmarkUser.make(admin, kubeconfig);
            }
            try (ApiClient client = new ApiClient(kubeconfig)) {
                ScenarioRun run = new ScenarioRun(server.label(), client, new ServerCpu(running.pids()), plan.brief());
                warmUp(run);
                for (int size : plan.sizes()) {
                    Scenarios scenarios = new Scenarios(size, plan.brief());
                    for (Scenario scenario : inTurn(names(scenarios), scenarios)) {
                        measure(run, scenario, sofar);
                    }
                }
            }
        } catch (ProgramFailure | EmbeddedStoreException | KubernetesClientException e) {
            System.err.println("  " + server.label() + ": " + e.getMessage());
        } finally {
            ending.end(server);
        }
    }

    /** Those on the same nodes one after the other, so that nodes are made once. */
    static List<Scenario> inTurn(List<String> names, Scenarios scenarios) {
        Map<List<NodeSort>, List<Scenario>> byNodes = new LinkedHashMap<>();
        names.stream().map(scenarios::find).forEach(s -> byNodes.computeIfAbsent(s.nodes(), n -> new ArrayList<>())
                .add(s));
        return byNodes.values().stream().flatMap(List::stream).toList();
    }

    private static void measure(ScenarioRun run, Scenario scenario, Consumer<Throughput> sofar) {
        try {
            Throughput result = run.run(scenario);
            System.err.printf(
                    "  %-40s %6d nodes %7.1f pods/s (%5.1f s, p5 %.0f, p50 %.0f) %7.3f ms CPU/pod, others %.2f cores%n",
                    result.scenario(),
                    result.size(),
                    result.average(),
                    result.seconds(),
                    result.p5(),
                    result.p50(),
                    result.cpuMillis(),
                    result.othersCores());
            sofar.accept(result);
        } catch (ProgramFailure e) {
            System.err.println("  " + scenario.name() + ": " + e.getMessage());
        }
    }

    /** All but those of most interest, each at the largest of the sizes that it is there for. */
    private List<String> rest(Scenarios scenarios) {
        List<String> names = new ArrayList<>(scenarios.names());
        names.removeAll(Scenarios.MAIN);
        plan.sizes().stream()
                .filter(larger -> larger > scenarios.size())
                .forEach(larger -> names.removeAll(new Scenarios(larger, plan.brief()).names()));
        return names;
    }

    List<String> names(Scenarios scenarios) {
        List<String> names = new ArrayList<>();
        for (String name : plan.scenarios()) {
            switch (name) {
                case "main" -> names.addAll(Scenarios.MAIN);
                case "all" -> names.addAll(scenarios.names());
                case "rest" -> names.addAll(rest(scenarios));
                default -> names.add(name);
            }
        }
        return names;
    }

    /** The same work again and again until CPU per pod has twice in a row not fallen by 5 % below the least so far, or the time is up. */
    private void warmUp(ScenarioRun run) {
        long end = System.nanoTime() + plan.warmUpSeconds() * 1_000_000_000L;
        Scenario scenario = new Scenarios(WARM_NODES, true).find(Scenarios.MAIN.getFirst());
        double least = Double.MAX_VALUE;
        int steady = 0;
        while (System.nanoTime() < end && steady < 2) {
            double now = run.run(scenario).cpuMillis();
            System.err.printf("  warming up: %.3f ms CPU/pod%n", now);
            steady = now > least * SETTLED ? steady + 1 : 0;
            least = Math.min(least, now);
        }
    }
}
