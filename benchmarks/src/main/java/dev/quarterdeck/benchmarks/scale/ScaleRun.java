package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.server.Server;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The life of a cluster of simulated nodes, step by step, each timed and metered. Used by one thread. */
public final class ScaleRun {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final String SPACE = "scale";
    private static final String SILENT = "node.quarterdeck.dev/silent";

    /**
     * How much.
     *
     * @param rolled replicas of the Deployment that is rolled; 0 for none
     * @param zone nodes that are lost and come back; 0 for none
     * @param idle how long doing nothing is metered; zero for not
     */
    public record Size(int nodes, int deployments, int replicas, int rolled, int zone, Duration idle) {}

    private final ScaleServer server;
    private final Size size;
    private final Consumer<String> say;
    private final List<Figure> figures = new ArrayList<>();

    /** @param say is told each figure as soon as there is one */
    public ScaleRun(ScaleServer server, Size size, Consumer<String> say) {
        this.server = server;
        this.size = size;
        this.say = say;
    }

    public ScaleReport run(String when) {
        long asked = System.nanoTime();
        Server.Running running = server.start(size.nodes());
        try (KubernetesClient admin = AdminClient.of(running.kubeconfig());
                ProcessMeter meter = new ProcessMeter(running.pids())) {
            ScaleClient api = new ScaleClient(admin);
            Waiting.until("the API answers", LIMIT, api::answers);
            double answered = (System.nanoTime() - asked) / 1e9;
            measure(meter, size.nodes() + " nodes Ready, after the API answered", () -> {
                Waiting.until("all nodes are Ready", LIMIT, () -> api.nodes("Ready") == size.nodes());
                return String.format(Locale.ROOT, "the API answered after %.1f s", answered);
            });
            if (!size.idle().isZero()) {
                idle(meter);
            }
            if (size.deployments() > 0) {
                api.post("/api/v1/namespaces", named(SPACE));
                pods(api, meter);
            }
            if (size.rolled() > 0) {
                roll(api, meter);
            }
            if (size.zone() > 0 && server.canSilence()) {
                loseZone(api, meter);
            }
            if (size.deployments() > 0) {
                remove(api, meter);
            }
            return new ScaleReport(server.label(), server.about(), when, size.nodes(), List.copyOf(figures));
        } finally {
            server.close();
        }
    }

    private void measure(ProcessMeter meter, String what, Supplier<@Nullable String> work) {
        meter.peakMegabytes();
        double cpu = meter.cpuSeconds();
        long begin = System.nanoTime();
        String note = work.get();
        Figure figure = new Figure(
                what, (System.nanoTime() - begin) / 1e9, meter.cpuSeconds() - cpu, meter.peakMegabytes(), note);
        figures.add(figure);
        say.accept(String.format(
                Locale.ROOT,
                "%-60s %7.1f s %7.1f s CPU %6.0f MB  %s",
                what,
                figure.seconds(),
                figure.cpuSeconds(),
                figure.peakMegabytes(),
                note == null ? "" : note));
    }

    private void idle(ProcessMeter meter) {
        Waiting.pause(SETTLE);
        measure(meter, size.nodes() + " nodes idle", () -> {
            double before = meter.cpuSeconds();
            Waiting.pause(size.idle());
            return String.format(
                    Locale.ROOT,
                    "%.2f cores",
                    (meter.cpuSeconds() - before) / size.idle().toSeconds());
        });
    }

    private void pods(ScaleClient api, ProcessMeter meter) {
        int all = size.deployments() * size.replicas();
        measure(meter, all + " pods of " + size.deployments() + " Deployments Running", () -> {
            api.each(size.deployments(), i -> () -> api.post(deployments(SPACE), deployment("d" + i, size.replicas())));
            Waiting.until("all pods are ready", LIMIT, () -> api.sum(SPACE, "readyReplicas") == all);
            return null;
        });
    }

    private void roll(ScaleClient api, ProcessMeter meter) {
        String space = "rolled";
        api.post("/api/v1/namespaces", named(space));
        api.post(deployments(space), deployment("rolled", size.rolled()));
        Waiting.until("pods are ready", LIMIT, () -> api.sum(space, "readyReplicas") == size.rolled());
        measure(meter, "rolling update of " + size.rolled() + " replicas", () -> {
            api.merge(
                    deployments(space) + "/rolled",
                    "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"step\":\"2\"}}}}}");
            Waiting.until(
                    "all are updated",
                    LIMIT,
                    // what was true of the generation before says nothing
                    () -> api.sum(space, "observedGeneration") >= 2
                            && api.sum(space, "updatedReplicas") == size.rolled()
                            && api.sum(space, "availableReplicas") == size.rolled()
                            && api.sum(space, "replicas") == size.rolled());
            return null;
        });
        api.delete("/api/v1/namespaces/" + space);
        Waiting.until("they are gone", LIMIT, () -> api.count("/api/v1/namespaces/" + space + "/pods") == 0);
    }

    private void loseZone(ScaleClient api, ProcessMeter meter) {
        int pods = api.count("/api/v1/pods");
        String zone = "{\"metadata\":{\"labels\":{\"topology.kubernetes.io/zone\":\"lost\"},\"annotations\":{\""
                + SILENT + "\":\"true\"}}}";
        measure(meter, "a zone of " + size.zone() + " nodes lost", () -> {
            api.each(size.zone(), i -> () -> api.merge(node(i), zone));
            Waiting.until("they are NotReady", LIMIT, () -> api.nodes("NotReady") == size.zone());
            return null;
        });
        measure(meter, "and returned", () -> {
            api.each(
                    size.zone(),
                    i -> () -> api.merge(node(i), "{\"metadata\":{\"annotations\":{\"" + SILENT + "\":null}}}"));
            Waiting.until("they are Ready", LIMIT, () -> api.nodes("Ready") == size.nodes());
            return (pods - api.count("/api/v1/pods")) + " pods evicted";
        });
    }

    private void remove(ScaleClient api, ProcessMeter meter) {
        int all = api.count("/api/v1/namespaces/" + SPACE + "/pods");
        measure(meter, all + " pods deleted with their Deployments", () -> {
            api.each(size.deployments(), i -> () -> api.delete(deployments(SPACE) + "/d" + i));
            Waiting.until("they are gone", LIMIT, () -> api.count("/api/v1/namespaces/" + SPACE + "/pods") == 0);
            return null;
        });
    }

    /** Nodes are numbered from 1. */
    private static String node(int i) {
        return "/api/v1/nodes/node-" + (i + 1);
    }

    private static String deployments(String namespace) {
        return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    }

    private static ObjectNode named(String name) {
        ObjectNode object = JSON.createObjectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static ObjectNode deployment(String name, int replicas) {
        ObjectNode deployment = named(name);
        ObjectNode spec = deployment.putObject("spec").put("replicas", replicas);
        spec.putObject("selector").putObject("matchLabels").put("app", name);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", name);
        ObjectNode container = template.putObject("spec")
                .put("terminationGracePeriodSeconds", 1)
                .putArray("containers")
                .addObject();
        container.put("name", "main").put("image", "registry.k8s.io/pause:3.10");
        container.putObject("resources").putObject("requests").put("cpu", "10m").put("memory", "16Mi");
        return deployment;
    }
}
