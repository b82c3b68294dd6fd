package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** Plays many scenarios at once on one cluster, each in a namespace of its own, and says in what each ended. */
public final class ScenarioRun {
    private static final String NODES = "nodes";

    private final ClusterApi cluster;
    private final int atOnce;
    private final int mostStuck;
    private final Queue<String> stuck = new ConcurrentLinkedQueue<>();

    /** @param mostStuck how many scenarios may come to no end, in all: where more do, it is the cluster that stands still, and no other is begun */
    public ScenarioRun(ClusterApi cluster, int atOnce, int mostStuck) {
        this.cluster = cluster;
        this.atOnce = atOnce;
        this.mostStuck = mostStuck;
    }

    /**
     * Those that make nodes come last, by themselves: the others are told how many nodes there are.
     *
     * @param prefix of the namespaces: another for each run on a cluster
     * @throws IllegalStateException where too many came to no end
     */
    Map<Scenario, Ending> play(List<Scenario> scenarios, String prefix) throws InterruptedException {
        Map<Scenario, Ending> endings = new LinkedHashMap<>();
        for (boolean withNodes : List.of(false, true)) {
            List<Scenario> part = scenarios.stream()
                    .filter(scenario -> scenario.area().equals(NODES) == withNodes)
                    .toList();
            endings.putAll(together(part, prefix, withNodes));
        }
        return endings;
    }

    private Map<Scenario, Ending> together(List<Scenario> scenarios, String prefix, boolean withNodes)
            throws InterruptedException {
        List<String> nodes = cluster.nodes();
        Map<Scenario, Ending> endings = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                atOnce, Thread.ofVirtual().name("scenario-", 0).factory())) {
            Map<Scenario, Future<Ending>> futures = new LinkedHashMap<>();
            // Those that wait for long begin first.
            scenarios.stream()
                    .sorted(Comparator.comparing(Scenario::patience).reversed())
                    .forEach(scenario -> futures.put(
                            scenario,
                            threads.submit(() -> play(
                                    scenario,
                                    new ScenarioPlace(cluster, prefix + "-" + scenario.name(), nodes, withNodes)))));
            for (Map.Entry<Scenario, Future<Ending>> future : futures.entrySet()) {
                endings.put(future.getKey(), future.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return endings;
    }

    private Ending play(Scenario scenario, ScenarioPlace place) throws InterruptedException {
        if (stuck.size() > mostStuck) {
            throw new IllegalStateException("too many scenarios came to no end: " + stuck);
        }
        Ending ending = playOne(scenario, place);
        if (!ending.stuck().isEmpty()) {
            stuck.add(scenario.name() + ": " + ending.stuck());
        }
        return ending;
    }

    private static Ending playOne(Scenario scenario, ScenarioPlace place) throws InterruptedException {
        long start = System.nanoTime();
        ScenarioPlayer player = new ScenarioPlayer(place, scenario, ScenarioRun::pause);
        String stuck = "";
        Facts facts = new Facts();
        try {
            begin(place);
            player.play();
        } catch (ScenarioPlayer.StuckException | ApiException e) {
            stuck = String.valueOf(e.getMessage());
        }
        try {
            facts = player.settle();
        } catch (ApiException e) {
            stuck += " " + e.getMessage();
        } finally {
            end(place);
        }
        return new Ending(stuck, facts, (System.nanoTime() - start) / 1_000_000);
    }

    /** In the order in which a namespace is usually used: its furnishings are there first. */
    private static void begin(ScenarioPlace place) throws InterruptedException {
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", place.namespace());
        place.cluster().create("Namespace", "", namespace);
        for (int i = 0; i < 240; i++) {
            if (place.cluster()
                            .get("ServiceAccount", place.namespace(), "default")
                            .isPresent()
                    && place.cluster()
                            .get("ConfigMap", place.namespace(), "kube-root-ca.crt")
                            .isPresent()) {
                return;
            }
            pause(Duration.ofMillis(250));
        }
        throw new ScenarioPlayer.StuckException("the namespace was not furnished");
    }

    private static void end(ScenarioPlace place) throws InterruptedException {
        for (ScenarioPlace.Wide wide : place.wide()) {
            quietly(() -> place.cluster().delete(wide.kind(), "", wide.name(), Json.object()));
        }
        quietly(() -> place.cluster().delete("Namespace", "", place.namespace(), Json.object()));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void quietly(Work work) throws InterruptedException {
        try {
            work.run();
        } catch (ApiException e) {
            // It is gone already, or stays with the cluster.
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        var unused = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
