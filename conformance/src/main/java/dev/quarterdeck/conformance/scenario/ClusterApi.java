package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A cluster of whichever make, as objects are trees. Blocking and thread-safe; refusals are {@link ApiException}. */
public final class ClusterApi implements AutoCloseable {
    private final KubernetesClient client;
    private final ObjectApi api;

    private ClusterApi(KubernetesClient client) {
        this.client = client;
        this.api = ObjectApi.of(client);
    }

    /** @param kubeconfig its text, of somebody who may do everything; files it names have absolute paths */
    public static ClusterApi of(String kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                .withRequestTimeout(30_000)
                .withRequestRetryBackoffLimit(0)
                .withOnlyHttpWatches(true)
                .build();
        return new ClusterApi(new KubernetesClientBuilder().withConfig(config).build());
    }

    ObjectApi objects() {
        return api;
    }

    List<ObjectNode> list(String kind, String namespace) throws InterruptedException {
        return api.list(Kinds.of(kind), namespace).items();
    }

    Optional<ObjectNode> get(String kind, String namespace, String name) throws InterruptedException {
        return api.get(Kinds.of(kind), namespace, name);
    }

    ObjectNode create(String kind, String namespace, ObjectNode object) throws InterruptedException {
        return send("POST", Kinds.of(kind).path(namespace), ApiRequest.JSON, object);
    }

    ObjectNode patch(String kind, String namespace, String name, String subresource, String type, JsonNode patch)
            throws InterruptedException {
        String path = Kinds.of(kind).path(namespace, name) + (subresource.isEmpty() ? "" : "/" + subresource);
        return send("PATCH", path, type, patch);
    }

    ObjectNode delete(String kind, String namespace, String name, ObjectNode options) throws InterruptedException {
        return send("DELETE", Kinds.of(kind).path(namespace, name), ApiRequest.JSON, options);
    }

    ObjectNode send(String method, String path, String type, @Nullable JsonNode body) throws InterruptedException {
        byte[] bytes = body == null ? new byte[0] : Json.MAPPER.writeValueAsBytes(body);
        return Json.read(api.transport().exchange(new ApiRequest(method, path, type, bytes)));
    }

    List<String> nodes() throws InterruptedException {
        List<String> names = new ArrayList<>();
        list("Node", "")
                .forEach(node -> names.add(node.path("metadata").path("name").asString("")));
        return names;
    }

    @Override
    public void close() {
        client.close();
    }
}
