package dev.quarterdeck.controller.testing;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Another API server, as controllers see it through the gateway: its objects are in the fake, its discovery is a document, and it can be away. */
public final class FlunderServer {
    public static final String VERSION = "wardle.example.com/v1alpha1";
    public static final ApiResource FLUNDERS =
            new ApiResource("wardle.example.com", "v1alpha1", "flunders", "Flunder", true);
    private static final String BASE = "/apis/" + VERSION;
    private static final ApiResource API_SERVICES =
            new ApiResource("apiregistration.k8s.io", "v1", "apiservices", "APIService", false);

    private final SimulatedCluster cluster;
    private boolean away;

    /** Registered, and there. */
    public FlunderServer(SimulatedCluster cluster) {
        this.cluster = cluster;
        FakeApiServer server = cluster.server;
        server.failWhen(request -> away && request.pathAndQuery().startsWith(BASE)
                ? Optional.of(new ApiException(
                        StatusReason.SERVICE_UNAVAILABLE, "service unavailable", ApiException.Details.NONE))
                : Optional.empty());
        discovery("flunders", "Flunder");
        register();
    }

    public void register() {
        post(API_SERVICES.path(""), """
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1alpha1.wardle.example.com"},
                 "spec":{"group":"wardle.example.com","version":"v1alpha1","groupPriorityMinimum":1000,"versionPriority":15,
                 "service":{"name":"api","namespace":"wardle"}}}""");
    }

    public void unregister() {
        cluster.quietly(() -> cluster.api
                .transport()
                .exchange(new ApiRequest(
                        "DELETE", API_SERVICES.path("", "v1alpha1.wardle.example.com"), ApiRequest.JSON, new byte[0])));
    }

    public void discovery(String plural, String kind) {
        cluster.server.document(BASE, Json.read("""
                {"kind":"APIResourceList","groupVersion":"%s","resources":[
                 {"name":"%s","namespaced":true,"kind":"%s","verbs":["create","delete","get","list","watch","patch","update"]},
                 {"name":"%s/status","namespaced":true,"kind":"%s","verbs":["get"]}]}""".formatted(VERSION, plural, kind, plural, kind)
                .getBytes()));
    }

    /** From now on every request for it is answered 503, or is not. */
    public void away(boolean now) {
        away = now;
    }

    /** @return its uid */
    public String create(String name, HasMetadata... owners) {
        ObjectNode flunder = Json.object().put("apiVersion", VERSION).put("kind", "Flunder");
        ObjectNode metadata = flunder.putObject("metadata").put("name", name).put("namespace", "default");
        for (HasMetadata owner : owners) {
            metadata.withArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", owner.getApiVersion())
                    .put("kind", owner.getKind())
                    .put("name", owner.getMetadata().getName())
                    .put("uid", owner.getMetadata().getUid())
                    .put("blockOwnerDeletion", true);
        }
        return Metadata.of(post(FLUNDERS.path("default"), flunder.toString())).uid();
    }

    public void delete(String name) {
        cluster.quietly(() -> cluster.api
                .transport()
                .exchange(new ApiRequest("DELETE", FLUNDERS.path("default", name), ApiRequest.JSON, new byte[0])));
    }

    private ObjectNode post(String path, String body) {
        return Json.read(cluster.get(() -> cluster.api
                .transport()
                .exchange(new ApiRequest("POST", path, ApiRequest.JSON, Json.write(Json.read(body.getBytes()))))));
    }

    public List<String> names() {
        return cluster.get(() -> cluster.api.list(FLUNDERS, "default")).items().stream()
                .map(o -> Metadata.of(o).name())
                .toList();
    }
}
