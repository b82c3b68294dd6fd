package dev.quarterdeck.launcher.training;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.HttpTransport;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * What clients do most, through TLS and HTTP/2: objects created, read, updated, patched, listed and deleted under watches, and a Deployment rolled out. It
 * measures nothing; what it calls often is what a JVM that starts from the archive compiles first.
 */
final class TrainingLoad {
    private static final int CLIENTS = 4;
    private static final int WRITERS = 24;
    private static final int WATCHES = 6;
    private static final int LIST_SIZE = 300;
    private static final String NAMESPACE = "/api/v1/namespaces/training";
    private static final String CONFIG_MAPS = NAMESPACE + "/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/training/deployments";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final Duration ROLL_OUT_LIMIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final List<ApiTransport> clients;
    private final long deadline;

    private TrainingLoad(List<ApiTransport> clients, Duration length) {
        this.clients = clients;
        this.deadline = System.nanoTime() + length.toNanos();
    }

    /** Returns after about {@code length}; throws where anything is refused, since such a run is not worth learning from. */
    static void run(ApiSettings settings, Duration length) throws InterruptedException {
        List<KubernetesClient> opened = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                opened.add(KubernetesClients.create(settings, "quarterdeck-training"));
            }
            List<ApiTransport> transports = new ArrayList<>();
            opened.forEach(client -> transports.add(new HttpTransport(client)));
            new TrainingLoad(transports, length).run();
        } finally {
            opened.forEach(KubernetesClient::close);
        }
    }

    private void run() throws InterruptedException {
        send(0, "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"training\"}}");
        discover();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<?>> watches = new ArrayList<>();
            for (int i = 0; i < WATCHES; i++) {
                int client = i;
                watches.add(threads.submit(() -> watch(client)));
            }
            List<CompletableFuture<Void>> work = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                work.add(CompletableFuture.runAsync(() -> interruptibly(() -> write(writer)), threads));
            }
            work.add(CompletableFuture.runAsync(() -> interruptibly(this::read), threads));
            work.add(CompletableFuture.runAsync(() -> interruptibly(this::rollOut), threads));
            CompletableFuture.allOf(work.toArray(CompletableFuture[]::new)).join();
            watches.forEach(watch -> watch.cancel(true));
        } catch (CompletionException e) {
            throw new LauncherException("the training run failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What a client asks before anything else. */
    private void discover() throws InterruptedException {
        for (String path : List.of("/version", "/api", "/apis", "/api/v1", "/apis/apps/v1", "/openapi/v3", "/readyz")) {
            get(0, path);
        }
    }

    private void write(int writer) throws InterruptedException {
        for (int round = 0; System.nanoTime() < deadline; round++) {
            String name = "object-" + writer + "-" + round;
            String path = CONFIG_MAPS + "/" + name;
            send(writer, "POST", CONFIG_MAPS, configMap(name, "", "first"));
            String version = Json.read(get(writer, path))
                    .path("metadata")
                    .path("resourceVersion")
                    .asString("");
            send(writer, "PUT", path, configMap(name, version, "second"));
            send(writer, "PATCH", path, ApiRequest.MERGE_PATCH, "{\"data\":{\"more\":\"third\"}}");
            if (round % 4 == 0) {
                send(
                        writer,
                        "PATCH",
                        path,
                        ApiRequest.STRATEGIC_MERGE_PATCH,
                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
                send(
                        writer,
                        "PATCH",
                        path,
                        JSON_PATCH,
                        "[{\"op\":\"add\",\"path\":\"/data/last\",\"value\":\"fourth\"}]");
            }
            if (round % 2 == 0) {
                createPod(writer, round);
            }
            send(writer, "DELETE", path, "");
        }
    }

    /** One that no scheduler takes: it is stored and seen, and not run. */
    private void createPod(int writer, int round) throws InterruptedException {
        String name = "pod-" + writer + "-" + round;
        String container = "{\"name\":\"main\",\"image\":\"training:1\",\"env\":[{\"name\":\"A\",\"value\":\"b\"}],"
                + "\"ports\":[{\"containerPort\":80}],\"resources\":{\"requests\":{\"cpu\":\"1m\",\"memory\":\"1Mi\"}}}";
        send(
                writer,
                "POST",
                NAMESPACE + "/pods",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                        + "\",\"labels\":{\"app\":\"training\"}},\"spec\":{\"schedulerName\":\"nobody\",\"containers\":["
                        + container + "]}}");
        send(writer, "DELETE", NAMESPACE + "/pods/" + name + "?gracePeriodSeconds=0", "");
    }

    private void read() throws InterruptedException {
        for (int i = 0; i < LIST_SIZE; i++) {
            String name = "listed-" + i;
            send(1, "POST", CONFIG_MAPS, configMap(name, "", "listed"));
        }
        while (System.nanoTime() < deadline) {
            get(1, CONFIG_MAPS);
            get(1, CONFIG_MAPS + "?resourceVersion=0");
            get(1, CONFIG_MAPS + "?limit=100");
            get(1, CONFIG_MAPS + "?labelSelector=app%3Dnothing");
        }
    }

    private void watch(int client) {
        try {
            long left = Math.max(1, deadline - System.nanoTime());
            clients.get(client % CLIENTS)
                    .watch(CONFIG_MAPS + "?watch=true&allowWatchBookmarks=true", Duration.ofNanos(left), line -> {});
        } catch (ApiException e) {
            // It was still open when the time was over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rollOut() throws InterruptedException {
        String template =
                "{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"training:1\"}]}}";
        send(
                2,
                "POST",
                DEPLOYMENTS,
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":3,"
                        + "\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"template\":" + template + "}}");
        send(
                2,
                "POST",
                NAMESPACE + "/services",
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"selector\":{\"app\":\"web\"},"
                        + "\"ports\":[{\"port\":80}]}}");
        awaitAvailable(3);
        send(2, "PATCH", DEPLOYMENTS + "/web", ApiRequest.MERGE_PATCH, "{\"spec\":{\"replicas\":5}}");
        awaitAvailable(5);
        send(2, "DELETE", DEPLOYMENTS + "/web", "");
    }

    private void awaitAvailable(int replicas) throws InterruptedException {
        long limit = System.nanoTime() + ROLL_OUT_LIMIT.toNanos();
        while (Json.read(get(2, DEPLOYMENTS + "/web"))
                        .path("status")
                        .path("availableReplicas")
                        .asInt(0)
                != replicas) {
            if (System.nanoTime() > limit) {
                throw new LauncherException("the Deployment of the training run is not available");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static String configMap(String name, String version, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + (version.isEmpty() ? "" : "\",\"resourceVersion\":\"" + version)
                + "\",\"labels\":{\"app\":\"training\"}},\"data\":{\"key\":\"" + value + "\"}}";
    }

    private byte[] get(int client, String path) throws InterruptedException {
        return clients.get(client % CLIENTS).exchange(ApiRequest.get(path));
    }

    private void send(int client, String method, String path, String body) throws InterruptedException {
        send(client, method, path, ApiRequest.JSON, body);
    }

    private void send(int client, String method, String path, String type, String body) throws InterruptedException {
        clients.get(client % CLIENTS)
                .exchange(new ApiRequest(method, path, type, body.getBytes(StandardCharsets.UTF_8)));
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static void interruptibly(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted", e);
        }
    }
}
