package dev.quarterdeck.benchmarks.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does on a bare API server what controllers would do for the load generator's namespaces: a new one gets its {@code default} account at once, one that is
 * being deleted loses its finalizer. Without it each load would wait for seconds. Five small reads a second, the same on every server.
 */
public final class NamespaceKeeper implements AutoCloseable {
    private static final long EVERY_MILLIS = 200;
    private static final String PREFIX = "apibench-";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final KubernetesClient client;
    private final Set<String> equipped = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("namespace-keeper").factory());

    public NamespaceKeeper(KubernetesClient client) {
        this.client = client;
        thread.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            String list = client.raw("/api/v1/namespaces", "GET", null);
            for (JsonNode namespace : JSON.readTree(list).path("items")) {
                keep(namespace);
            }
        } catch (RuntimeException e) {
            // The server is being stopped, or a controller was faster: nothing depends on this look, there is another
            // one soon.
        }
    }

    private void keep(JsonNode namespace) {
        String name = namespace.path("metadata").path("name").asString();
        if (!name.startsWith(PREFIX)) {
            return;
        }
        if (namespace.path("metadata").has("deletionTimestamp")) {
            ObjectNode finalized = ((ObjectNode) namespace).deepCopy();
            finalized.putObject("spec").putArray("finalizers");
            client.raw("/api/v1/namespaces/" + name + "/finalize", "PUT", JSON.convertValue(finalized, Map.class));
        } else if (equipped.add(name)) {
            try {
                client.raw(
                        "/api/v1/namespaces/" + name + "/serviceaccounts",
                        "POST",
                        Map.of("apiVersion", "v1", "kind", "ServiceAccount", "metadata", Map.of("name", "default")));
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
