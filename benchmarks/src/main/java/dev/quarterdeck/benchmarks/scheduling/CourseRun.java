package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.CpuUse;
import dev.quarterdeck.benchmarks.process.ServerCpu;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Carries one course out on one server. For one run and one thread. */
final class CourseRun {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{},"spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,
             "containers":[{"name":"pause","image":"registry.k8s.io/pause:3.10.1"}]}}""";

    private final ApiClient client;
    private final ServerCpu cpu;
    private final Consumer<String> namespace;
    private final BiConsumer<String, String> made;
    private final Consumer<NodeSort> nodes;
    private final Set<String> measured = new HashSet<>();
    private int pods;
    private long start;
    private CpuUse before = new CpuUse(0, 0, 0);

    /**
     * @param namespace makes a namespace, if there is none
     * @param made is told of path and name of what has to go in the end
     * @param nodes makes nodes
     */
    CourseRun(
            ApiClient client,
            ServerCpu cpu,
            Consumer<String> namespace,
            BiConsumer<String, String> made,
            Consumer<NodeSort> nodes) {
        this.client = client;
        this.cpu = cpu;
        this.namespace = namespace;
        this.made = made;
        this.nodes = nodes;
    }

    /** All is measured from {@link Course.Begin} to the end. */
    Throughput run(String server, Scenario scenario, Course course) {
        for (Course.Step step : course.steps()) {
            if (step instanceof Course.Wave wave) {
                namespace.accept(wave.namespace());
                for (int i = 0; wave.measured() && i < wave.count(); i++) {
                    measured.add(wave.prefix() + "-" + i);
                }
            }
        }
        try (PodWatch watch = PodWatch.ofAll(client, measured::contains)) {
            for (Course.Step step : course.steps()) {
                step(step, watch);
            }
            CpuUse used = CpuUse.of(cpu).since(before);
            return Throughput.of(server, scenario.name(), scenario.size(), start, watch.times(), used);
        }
    }

    private void step(Course.Step step, PodWatch watch) {
        switch (step) {
            case Course.Nodes(NodeSort sort) -> nodes.accept(sort);
            case Course.Objects objects -> ApiClient.each(objects.count(), i -> object(objects, i));
            case Course.Wave wave -> {
                ApiClient.each(wave.count(), i -> pod(wave, i));
                pods += wave.count();
            }
            case Course.Tried tried -> watch.awaitTried(pods, LONGEST);
            case Course.Bound bound -> watch.await(pods, LONGEST);
            case Course.Begin begin -> {
                before = CpuUse.of(cpu);
                start = System.nanoTime();
            }
            case Course.Patch(String path, int count, String json) ->
                ApiClient.each(count, i -> client.mergePatch(Course.numbered(path, i), Course.numbered(json, i)));
            case Course.Delete(String path, int count, String release) ->
                ApiClient.each(count, i -> {
                    if (!release.isEmpty()) {
                        client.mergePatch(Course.numbered(path, i), release);
                    }
                    client.delete(Course.numbered(path, i));
                });
        }
    }

    private void object(Course.Objects objects, int i) {
        String json = Course.numbered(objects.json(), i);
        String name = JsonMapper.shared().readTree(json).at("/metadata/name").asString();
        String path = Course.numbered(objects.path(), i);
        client.post(path, json);
        made.accept(path, name);
        if (!objects.status().isEmpty()) {
            client.mergePatch(path + "/" + name + "/status", Course.numbered(objects.status(), i));
        }
    }

    private void pod(Course.Wave wave, int i) {
        String name = wave.prefix() + "-" + i;
        ObjectNode pod = (ObjectNode) JsonMapper.shared().readTree(POD);
        pod.withObjectProperty("metadata").put("name", name);
        String overlay = wave.overlay().isEmpty() ? "{}" : Course.numbered(wave.overlay(), i);
        String json = Overlay.merged(pod, overlay);
        if (!wave.volumes().isEmpty()) {
            Volumes.make(client, wave.namespace(), name, wave.volumes(), made);
        }
        client.post(
                "/api/v1/namespaces/" + wave.namespace() + "/pods",
                wave.volumes().isEmpty() ? json : PodTemplate.json(json, name, "", name));
    }

    /** Steps in order. */
    static Course of(Course.Step... steps) {
        return new Course(List.of(steps));
    }
}
