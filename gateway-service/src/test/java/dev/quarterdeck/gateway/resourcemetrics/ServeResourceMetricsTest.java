package dev.quarterdeck.gateway.resourcemetrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.aggregation.ApiServices;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** NodeMetrics and PodMetrics over HTTP, with summaries as nodes give them. */
class ServeResourceMetricsTest {
    private static final String BASE = "/apis/metrics.k8s.io/v1beta1";
    private static final String TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final StoredResource PODS = new StoredResource("", "pods");

    private static final class Later implements RequestHandler {
        private volatile @Nullable RequestHandler handler;

        @Override
        public boolean handles(RequestInfo request) {
            RequestHandler there = handler;
            return there != null && there.handles(request);
        }

        @Override
        public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
            return java.util.Objects.requireNonNull(handler).handle(request, user, exchange);
        }
    }

    private final Map<String, String> summaries = new HashMap<>();
    private TestGateway gateway;
    private ApiServices services;

    @BeforeEach
    void start() {
        Later later = new Later();
        gateway = new TestGateway(TestGateway.Options.standard().handlers(later));
        MetricsApi api = new MetricsApi();
        services = new ApiServices(gateway.state.caches, Set.of(api.groupVersion()));
        NodeSamples samples = new NodeSamples(
                name -> Mono.justOrEmpty(summaries.get(name)).map(s -> NodeSample.of(Json.read(s.getBytes()))),
                System::nanoTime);
        later.handler = new ResourceMetricsHandler(
                services, new MetricsReader(gateway.state.caches, samples, () -> gateway.now), api);
        apiService("");
        node("n1", "True");
        node("n2", "True");
        node("n3", "Unknown");
        pod("default", "web", "u1", "n1", "Running");
        pod("default", "job", "u2", "n1", "Succeeded");
        pod("default", "new", "u3", "n2", "Running");
        pod("other", "web", "u4", "n2", "Running");
        summaries.put("n1", """
                {"node":{"cpu":{"time":"2026-01-01T00:00:00.5Z","usageNanoCores":1234567},"memory":{"workingSetBytes":1048576000}},
                 "pods":[{"podRef":{"uid":"u1"},"containers":[%s,%s]},{"podRef":{"uid":"u2"},"containers":[%s]}]}""".formatted(
                        container("a", 100_000_000, 52_428_800), container("b", 1, 1), container("c", 1, 1)));
        summaries.put("n2", """
                {"node":{"cpu":{"time":"2026-01-01T00:00:00Z","usageNanoCores":2000000000},"memory":{"workingSetBytes":1000}},
                 "pods":[{"podRef":{"uid":"u3"},"containers":[{"name":"a","cpu":{"time":"2026-01-01T00:00:00Z"},"memory":{"workingSetBytes":1}}]},
                         {"podRef":{"uid":"old"},"containers":[%s]},{"podRef":{"uid":"u4"},"containers":[%s]}]}""".formatted(container("a", 5, 5), container("a", 250_000_000, 4096)));
        summaries.put("n3", summaries.get("n2"));
    }

    @AfterEach
    void stop() {
        services.close();
        gateway.close();
    }

    private static String container(String name, long nanoCores, long bytes) {
        return """
                {"name":"%s","cpu":{"time":"2026-01-01T00:00:00Z","usageNanoCores":%d},"memory":{"workingSetBytes":%d}}""".formatted(name, nanoCores, bytes);
    }

    private void apiService(String target) {
        gateway.state.caches.put(ApiServices.RESOURCE, """
                {"kind":"APIService","metadata":{"name":"v1beta1.metrics.k8s.io"},"spec":{"group":"metrics.k8s.io","version":"v1beta1"%s}}""".formatted(target));
    }

    private void node(String name, String ready) {
        gateway.state.caches.put(NODES, """
                {"metadata":{"name":"%s","labels":{"zone":"%s"}},"status":{"conditions":[{"type":"Ready","status":"%s"}]}}""".formatted(name, name, ready));
    }

    private void pod(String namespace, String name, String uid, String node, String phase) {
        gateway.state.caches.put(PODS, """
                {"metadata":{"name":"%s","namespace":"%s","uid":"%s","labels":{"app":"%s"}},"spec":{"nodeName":"%s"},"status":{"phase":"%s"}}""".formatted(name, namespace, uid, name, node, phase));
    }

    private JsonNode get(String path, String... headers) {
        HttpResponse<String> answer = gateway.get(BASE + path, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static List<String> names(JsonNode list) {
        return list.path("items")
                .valueStream()
                .map(item -> item.path("metadata").path("name").asString())
                .toList();
    }

    @Test
    void nodes() {
        assertThat(get("/nodes/n1").toString())
                .isEqualTo(
                        "{\"kind\":\"NodeMetrics\",\"apiVersion\":\"metrics.k8s.io/v1beta1\",\"metadata\":{\"name\":\"n1\","
                                + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"zone\":\"n1\"}},"
                                + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"window\":\"10s\",\"usage\":{\"cpu\":\"1234567n\",\"memory\":\"1000Mi\"}}");
        JsonNode list = get("/nodes");
        assertThat(list.path("kind").asString()).isEqualTo("NodeMetricsList");
        assertThat(names(list)).as("not one that is not ready").containsExactly("n1", "n2");
        assertThat(list.path("items").get(1).path("usage").toString()).isEqualTo("{\"cpu\":\"2\",\"memory\":\"1k\"}");
        assertThat(names(get("/nodes?labelSelector=zone%3Dn2"))).containsExactly("n2");
        assertThat(names(get("/nodes?fieldSelector=metadata.name%3Dn1"))).containsExactly("n1");
    }

    @Test
    void pods() {
        JsonNode pod = get("/namespaces/default/pods/web");
        assertThat(pod.path("kind").asString()).isEqualTo("PodMetrics");
        assertThat(pod.path("containers").toString())
                .isEqualTo("[{\"name\":\"a\",\"usage\":{\"cpu\":\"100m\",\"memory\":\"50Mi\"}},"
                        + "{\"name\":\"b\",\"usage\":{\"cpu\":\"1n\",\"memory\":\"1\"}}]");
        JsonNode all = get("/pods");
        assertThat(all.path("kind").asString()).isEqualTo("PodMetricsList");
        assertThat(all.path("items")
                        .valueStream()
                        .map(p -> p.path("metadata").path("namespace").asString()))
                .as("not what has ended, nor what nothing is known of yet")
                .containsExactly("default", "other");
        assertThat(names(get("/namespaces/other/pods"))).containsExactly("web");
        assertThat(names(get("/namespaces/default/pods?labelSelector=app!%3Dweb")))
                .isEmpty();
        assertThat(names(get("/pods?fieldSelector=metadata.namespace%3Dother"))).containsExactly("web");
    }

    @Test
    void tables() {
        JsonNode table = get("/namespaces/default/pods", "Accept", TABLE);
        assertThat(table.path("columnDefinitions").valueStream().map(c -> c.path("name")
                        .asString()))
                .containsExactly("Name", "cpu", "memory", "Window");
        assertThat(table.path("rows").get(0).path("cells").toString())
                .isEqualTo("[\"web\",\"100000001n\",\"52428801\",\"10s\"]");
        assertThat(table.path("rows").get(0).path("object").path("kind").asString())
                .isEqualTo("PartialObjectMetadata");
        assertThat(get("/nodes/n1", "Accept", TABLE).path("rows").size()).isEqualTo(1);
    }

    @Test
    void protobufIsPassedOver() {
        assertThat(get("/nodes", "Accept", "application/vnd.kubernetes.protobuf,application/json")
                        .path("kind")
                        .asString())
                .isEqualTo("NodeMetricsList");
        assertThat(gateway.get(BASE + "/nodes", "Accept", "application/vnd.kubernetes.protobuf")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(gateway.get(BASE + "/namespaces/default/pods/job").body())
                .contains("podmetrics.metrics.k8s.io \\\"default/job\\\" not found");
        assertThat(gateway.get(BASE + "/nodes/n9").body()).contains("nodemetrics.metrics.k8s.io \\\"n9\\\" not found");
        assertThat(gateway.get(BASE + "/things").statusCode()).isEqualTo(404);
        assertThat(gateway.get(BASE + "/namespaces/default/nodes").statusCode()).isEqualTo(404);
        assertThat(gateway.get(BASE + "/pods?watch=true").statusCode()).isEqualTo(405);
        assertThat(gateway.send("POST", BASE + "/nodes", "{}").statusCode()).isEqualTo(405);
        assertThat(gateway.get(BASE + "/pods?fieldSelector=spec.nodeName%3Dn1").statusCode())
                .isEqualTo(400);
        assertThat(gateway.get(BASE + "/pods?labelSelector=a%3Db%3Dc").statusCode())
                .isEqualTo(400);
    }

    @Test
    void documents() {
        JsonNode resources = get("");
        assertThat(resources.path("resources").toString())
                .isEqualTo(
                        "[{\"name\":\"nodes\",\"singularName\":\"\",\"namespaced\":false,\"kind\":\"NodeMetrics\",\"verbs\":[\"get\",\"list\"]},"
                                + "{\"name\":\"pods\",\"singularName\":\"\",\"namespaced\":true,\"kind\":\"PodMetrics\",\"verbs\":[\"get\",\"list\"]}]");
        JsonNode openApi = TestGateway.json(gateway.get("/openapi/v3" + BASE));
        assertThat(openApi.path("paths").propertyNames())
                .contains(BASE + "/nodes", BASE + "/namespaces/{namespace}/pods/{name}");
        JsonNode schemas = openApi.path("components").path("schemas");
        openApi.findValuesAsString("$ref")
                .forEach(ref -> assertThat(schemas.has(ref.substring("#/components/schemas/".length())))
                        .as(ref)
                        .isTrue());
    }

    @Test
    void anotherServerMayTakeItsPlace() {
        apiService(",\"service\":{\"name\":\"metrics-server\",\"namespace\":\"kube-system\"}");
        assertThat(gateway.get(BASE + "/nodes").statusCode()).isEqualTo(404);
        apiService("");
        assertThat(gateway.get(BASE + "/nodes").statusCode()).isEqualTo(200);
        gateway.state.caches.delete(ApiServices.RESOURCE, new ObjectKey("", "v1beta1.metrics.k8s.io"));
        assertThat(gateway.get(BASE + "/nodes").statusCode()).isEqualTo(404);
    }
}
