package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.CpuUse;
import dev.quarterdeck.benchmarks.process.ServerCpu;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Churn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Deleting;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import dev.quarterdeck.benchmarks.scheduling.Scenario.SecretIn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.ServiceFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries scenarios out on one server, one after the other: nodes that the next one needs too stay, everything else goes. One thread, and some that come with it.
 */
final class ScenarioRun {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final String SERVICE =
            "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"selector\":{\"app\":\"scheduler-perf\"},"
                    + "\"ports\":[{\"port\":80,\"targetPort\":8000}]}}";

    private final String server;
    private final ApiClient client;
    private final ServerCpu cpu;
    private final boolean placed;
    private final Set<String> namespaces = new TreeSet<>();
    private final List<String> remains = new ArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private List<NodeSort> nodes = List.of();

    /** @param placed whether the client puts the pods that are there before onto nodes itself, evenly, which saves time; else the scheduler does */
    ScenarioRun(String server, ApiClient client, ServerCpu cpu, boolean placed) {
        this.server = server;
        this.client = client;
        this.cpu = cpu;
        this.placed = placed;
        client.post(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{\"apiVersion\":\"scheduling.k8s.io/v1\",\"kind\":\"PriorityClass\",\"metadata\":{\"name\":\""
                        + PodTemplate.IMPORTANT + "\"},\"value\":10}");
    }

    Throughput run(Scenario scenario) {
        nodes(scenario.nodes());
        for (int i = 0; i < scenario.teams(); i++) {
            namespace("team-" + i, PodTemplate.TEAM);
        }
        List<Background> meanwhile = new ArrayList<>();
        try {
            for (Scenario.Step step : scenario.before()) {
                switch (step) {
                    case Pods pods -> before(pods);
                    case Deleting(String namespace, int perSecond) ->
                        meanwhile.add(
                                Background.delete(client, "/api/v1/namespaces/" + namespace + "/pods", perSecond));
                    case ServiceFor(String namespace) -> {
                        namespace(namespace, Map.of());
                        create("/api/v1/namespaces/" + namespace + "/services", "spread", SERVICE.formatted("spread"));
                    }
                    case SecretIn(String namespace) -> {
                        namespace(namespace, Map.of());
                        create(
                                "/api/v1/namespaces/" + namespace + "/secrets",
                                "secret",
                                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"secret\"}}");
                    }
                }
            }
            Churn churn = scenario.meanwhile();
            if (churn != null) {
                namespace("churn", Map.of());
                meanwhile.add(Background.churn(client, "churn", churn));
            }
            Course course = scenario.course();
            return course == null ? measure(scenario) : follow(scenario, course);
        } finally {
            meanwhile.forEach(Background::close);
            cleanUp();
        }
    }

    /** Nodes that come on the way are not those of the next scenario. */
    private Throughput follow(Scenario scenario, Course course) {
        boolean moreNodes = course.steps().stream().anyMatch(Course.Nodes.class::isInstance);
        if (moreNodes) {
            nodes = List.of(NodeSort.plain(0));
        }
        return new CourseRun(client, cpu, n -> namespace(n, Map.of()), this::remains, this::make)
                .run(server, scenario, course);
    }

    private Throughput measure(Scenario scenario) {
        Pods pods = scenario.measured();
        namespace(pods.namespace(), Map.of());
        String body = pods.template().body();
        int first = names.getAndAdd(pods.count());
        if (!pods.volumes().isEmpty()) {
            volumes(pods, first);
        }
        try (PodWatch watch = new PodWatch(client, pods.namespace())) {
            CpuUse before = CpuUse.of(cpu);
            long start = System.nanoTime();
            ApiClient.each(pods.count(), i -> pod(pods, body, first + i, ""));
            watch.await(pods.count(), LONGEST);
            CpuUse used = CpuUse.of(cpu).since(before);
            return Throughput.of(server, scenario.name(), scenario.size(), start, watch.times(), used);
        }
    }

    private void before(Pods pods) {
        namespace(pods.namespace(), Map.of());
        String body = pods.template().body();
        int first = names.getAndAdd(pods.count());
        if (!pods.volumes().isEmpty()) {
            volumes(pods, first);
        }
        if (placed && pods.awaited()) {
            NodeSort on = nodes.getFirst();
            ApiClient.each(pods.count(), i -> pod(pods, body, first + i, on.name((first + i) % on.count())));
            return;
        }
        try (PodWatch watch = new PodWatch(client, pods.namespace())) {
            ApiClient.each(pods.count(), i -> pod(pods, body, first + i, ""));
            if (pods.awaited()) {
                watch.await(pods.count(), LONGEST);
            }
        }
    }

    private void pod(Pods pods, String body, int number, String node) {
        String name = "pod-" + number;
        client.post(
                "/api/v1/namespaces/" + pods.namespace() + "/pods",
                PodTemplate.json(body, name, node, pods.volumes().isEmpty() ? "" : name));
    }

    private void volumes(Pods pods, int first) {
        ApiClient.each(
                pods.count(),
                i -> Volumes.make(client, pods.namespace(), "pod-" + (first + i), pods.volumes(), this::remains));
    }

    private void create(String path, String name, String body) {
        client.post(path, body);
        remains(path, name);
    }

    private void remains(String path, String name) {
        synchronized (remains) {
            remains.add(path + "/" + name);
        }
    }

    /** With the account that controllers would make. */
    private void namespace(String name, Map<String, String> labels) {
        if (namespaces.add(name)) {
            StringBuilder text = new StringBuilder();
            labels.forEach((k, v) -> text.append(text.isEmpty() ? "" : ",").append('"' + k + "\":\"" + v + '"'));
            client.post(
                    "/api/v1/namespaces",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\",\"labels\":{"
                            + text + "}}}");
            client.post(
                    "/api/v1/namespaces/" + name + "/serviceaccounts",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
        }
    }

    /** Nodes of other sorts go first. */
    private void nodes(List<NodeSort> wanted) {
        if (nodes.equals(wanted)) {
            return;
        }
        Inventory.deleteAll(client, "/api/v1/nodes", "");
        Inventory.deleteAll(client, "/apis/storage.k8s.io/v1/csinodes", "");
        wanted.forEach(this::make);
        nodes = wanted;
    }

    private void make(NodeSort sort) {
        ApiClient.each(sort.count(), i -> {
            if (sort.volumes() > 0) {
                client.post("/apis/storage.k8s.io/v1/csinodes", sort.csiNode(i));
            }
            client.post("/api/v1/nodes", sort.json(i));
            client.mergePatch("/api/v1/nodes/" + sort.name(i), sort.readyPatch(i));
        });
    }

    private void cleanUp() {
        for (String namespace : namespaces) {
            Inventory.deleteAll(
                    client, "/api/v1/namespaces/" + namespace + "/pods", "{\"metadata\":{\"finalizers\":null}}");
        }
        client.delete("/api/v1/nodes/" + Background.CHURN.name(0));
        ApiClient.each(remains.size(), i -> {
            client.mergePatchIfThere(remains.get(i), "{\"metadata\":{\"finalizers\":null}}");
            client.delete(remains.get(i));
        });
        remains.clear();
    }
}
