package dev.quarterdeck.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.GatewayServiceConfiguration;
import dev.quarterdeck.gateway.GatewayWebConfiguration;
import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.gateway.testing.TestCertificates;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A small API server behind the whole gateway, over a state-service that decides nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ServeOtherApiServersTest {
    private static final StoredResource SERVICES = new StoredResource("", "services");
    private static final StoredResource SLICES = new StoredResource("discovery.k8s.io", "endpointslices");
    private static final String NAME = "v1alpha1.wardle.example.com";
    private static final String FLUNDERS = SampleApiServer.BASE + "/namespaces/ns/flunders";
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({GatewayServiceConfiguration.class, GatewayWebConfiguration.class})
    static class Application {
        @Bean
        FakeResourceCaches caches() {
            return new FakeResourceCaches();
        }

        @Bean
        StateClient state(ResourceCaches caches) {
            return new FakeStateClient((FakeResourceCaches) caches);
        }

        @Bean
        InstantSource clock() {
            return Clock.systemUTC();
        }
    }

    @TempDir
    static Path directory;

    private final TestCertificates ca = new TestCertificates("ca");
    private final TestCertificates frontProxy = new TestCertificates("front-proxy-ca");
    private ConfigurableApplicationContext context;
    private FakeResourceCaches caches;
    private HttpClient admin;
    private HttpClient admin1;
    private int port;
    private SampleApiServer sample;

    @BeforeAll
    void start() {
        ca.writeCa(directory.resolve("ca.crt"));
        frontProxy.writeCa(directory.resolve("front-proxy-ca.crt"));
        ca.issue(directory, "server", "CN=localhost");
        ca.issue(directory, "sample", "CN=sample", "sample-api.wardle.svc");
        frontProxy.issue(directory, "front-proxy", "CN=front-proxy-client");
        context = new SpringApplication(Application.class)
                .run(
                        "--spring.config.name=application,gateway-service",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--quarterdeck.gateway.port=0",
                        "--quarterdeck.gateway.request-timeout=2s",
                        "--quarterdeck.gateway.cert-file=" + directory.resolve("server.crt"),
                        "--quarterdeck.gateway.key-file=" + directory.resolve("server.key"),
                        "--quarterdeck.gateway.client-ca-file=" + directory.resolve("ca.crt"),
                        "--quarterdeck.gateway.request-header.client-ca-file="
                                + directory.resolve("front-proxy-ca.crt"),
                        "--quarterdeck.gateway.aggregation.cert-file=" + directory.resolve("front-proxy.crt"),
                        "--quarterdeck.gateway.aggregation.key-file=" + directory.resolve("front-proxy.key"),
                        "--quarterdeck.gateway.aggregation.retry-interval=200ms",
                        "--quarterdeck.gateway.aggregation.check-interval=1s",
                        "--quarterdeck.gateway.aggregation.answer-timeout=1s",
                        "--quarterdeck.gateway.aggregation.circuit-open=300ms");
        port = ((WebServerApplicationContext) context).getWebServer().getPort();
        caches = context.getBean(FakeResourceCaches.class);
        admin = TestGateway.client(ca.client(ca, "CN=admin,O=system:masters"), HttpClient.Version.HTTP_2);
        admin1 = TestGateway.client(ca.client(ca, "CN=admin,O=system:masters"), HttpClient.Version.HTTP_1_1);
    }

    @AfterAll
    void stop() {
        admin.close();
        admin1.shutdownNow();
        context.close();
    }

    @BeforeEach
    void register() throws Exception {
        sample = new SampleApiServer(directory);
        service(443);
        caches.put(SLICES, """
                {"metadata":{"name":"sample-api-1","namespace":"wardle","labels":{"kubernetes.io/service-name":"sample-api"}},"addressType":"IPv4",
                 "ports":[{"name":"https","port":%d}],"endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true}}]}""".formatted(sample.port()));
        apiService(Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("ca.crt"))));
    }

    private void service(int servicePort) {
        caches.put(SERVICES, """
                {"metadata":{"name":"sample-api","namespace":"wardle"},"spec":{"type":"ClusterIP","ports":[{"name":"https","port":%d}]}}""".formatted(servicePort));
    }

    private void apiService(String caBundle) {
        caches.put(ApiServices.RESOURCE, """
                {"kind":"APIService","apiVersion":"apiregistration.k8s.io/v1","metadata":{"name":"%s","uid":"%d"},
                 "spec":{"group":"wardle.example.com","version":"v1alpha1","groupPriorityMinimum":2000,"versionPriority":200,"caBundle":"%s",
                 "service":{"namespace":"wardle","name":"sample-api","port":443}},"status":{}}""".formatted(NAME, System.nanoTime(), caBundle));
    }

    @AfterEach
    void unregister() {
        if (caches.get(ApiServices.RESOURCE, new ObjectKey("", NAME)) != null) {
            caches.delete(ApiServices.RESOURCE, new ObjectKey("", NAME));
        }
        sample.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) {
        return TestGateway.send(admin, request(path));
    }

    /** The gateway asks questions of its own in between. */
    private Map<String, List<String>> lastAsked(String uri) {
        return sample.seen.reversed().stream()
                .filter(headers -> headers.get("uri").contains(uri))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode condition() {
        CachedObject object = caches.get(ApiServices.RESOURCE, new ObjectKey("", NAME));
        JsonNode conditions = Json.read(object.json()).path("status").path("conditions");
        return conditions.isEmpty() ? Json.object() : (ObjectNode) conditions.get(0);
    }

    private void awaitReason(String reason) {
        await(() -> condition().path("reason").stringValue(""), reason::equals);
    }

    private static <T> T await(Supplier<T> value, Predicate<T> wanted) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        T last = value.get();
        while (!wanted.test(last)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + last);
            }
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
                    .join();
            last = value.get();
        }
        return last;
    }

    @Test
    void requestsArePassedOnWithWhoAsksAndWithoutWhatTheClientSaysOfItself() {
        awaitReason("Passed");
        HttpResponse<String> made = TestGateway.send(
                admin,
                request(FLUNDERS)
                        .header("Authorization", "Bearer secret")
                        .header("X-Remote-User", "root")
                        .header("X-Remote-Extra-Evil", "yes")
                        .header("Impersonate-User", "alice")
                        .header("Impersonate-Group", "dev")
                        .header("Impersonate-Extra-Scopes", "view")
                        .POST(BodyPublishers.ofString("{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"f\"}}")));
        assertThat(made.statusCode()).isEqualTo(403);

        made = TestGateway.send(
                admin,
                request(FLUNDERS + "?fieldManager=me%20too")
                        .header("X-Remote-User", "root")
                        .header("X-Remote-Extra-Evil", "yes")
                        .POST(BodyPublishers.ofString("{\"kind\":\"Flunder\",\"metadata\":{\"name\":\"f\"}}")));
        assertThat(made.statusCode()).isEqualTo(201);
        Map<String, List<String>> seen = lastAsked(FLUNDERS + "?fieldManager=me%20too");
        assertThat(seen.get("uri")).containsExactly(FLUNDERS + "?fieldManager=me%20too");
        assertThat(seen.get("X-Remote-User")).containsExactly("admin");
        assertThat(seen.get("X-Remote-Group")).containsExactly("system:masters", "system:authenticated");
        assertThat(seen.get("X-Remote-Extra-authentication.kubernetes.io%2Fcredential-id"))
                .singleElement()
                .asString()
                .startsWith("X509SHA256=");
        assertThat(seen).doesNotContainKeys("X-Remote-Extra-Evil", "Authorization");
        assertThat(seen.get("Audit-Id"))
                .containsExactly(made.headers().firstValue("Audit-Id").orElseThrow());

        assertThat(get(FLUNDERS + "/f").body()).contains("\"name\":\"f\"");
        assertThat(get(FLUNDERS).body()).contains("FlunderList");
        assertThat(TestGateway.send(admin, request(FLUNDERS + "/f").DELETE()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> gone = get(FLUNDERS + "/f");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("gone");
    }

    @Test
    void rightsAreCheckedHereFirst() throws Exception {
        awaitReason("Passed");
        try (HttpClient nobody = TestGateway.client(ca.client(ca, "CN=bob"), HttpClient.Version.HTTP_2)) {
            HttpResponse<String> refused = TestGateway.send(nobody, request(FLUNDERS));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("flunders.wardle.example.com is forbidden");
        }
    }

    @Test
    void aWatchStreams() throws Exception {
        awaitReason("Passed");
        HttpResponse<InputStream> watch =
                admin.send(request(FLUNDERS + "?watch=true").build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(watch.body()))) {
            assertThat(lines.readLine()).contains("BOOKMARK");
            await(sample::watches, n -> n == 1);
            sample.emit("{\"type\":\"ADDED\"}\n");
            assertThat(lines.readLine()).contains("ADDED");
        }
        await(sample::watches, n -> n == 0);
    }

    @Test
    void aWebSocketIsPassedOn() throws Exception {
        awaitReason("Passed");
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = admin1.newWebSocketBuilder()
                .subprotocols("chat")
                .buildAsync(URI.create("wss://127.0.0.1:" + port + FLUNDERS + "/f/echo"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        heard.complete(data.toString());
                        return CompletableFuture.completedStage(null);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("chat");
        socket.sendText("hello", true);
        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("echo hello");
        assertThat(lastAsked(FLUNDERS + "/f/echo").get("X-Remote-User")).containsExactly("admin");
        socket.abort();
    }

    @Test
    void discoveryAndOpenApiAreMerged() {
        awaitReason("Passed");
        await(() -> aggregatedVersion().path("freshness").stringValue(""), "Current"::equals);
        assertThat(aggregatedVersion()
                        .path("resources")
                        .get(0)
                        .path("shortNames")
                        .get(0)
                        .stringValue(""))
                .isEqualTo("fl");
        JsonNode groups = Json.read(get("/apis").body().getBytes()).path("groups");
        assertThat(groups.get(0).path("name").stringValue()).isEqualTo("apiregistration.k8s.io");
        assertThat(groups.get(groups.size() - 1).path("name").stringValue()).isEqualTo("wardle.example.com");
        assertThat(get("/apis/wardle.example.com").body())
                .contains(
                        "\"kind\":\"APIGroup\"",
                        "\"preferredVersion\":{\"groupVersion\":\"wardle.example.com/v1alpha1\"");
        assertThat(get(SampleApiServer.BASE).body()).contains("APIResourceList").contains("\"flunders\"");
        assertThat(get("/").body()).contains(SampleApiServer.BASE);
        assertThat(get("/openapi/v3").body())
                .contains("\"apis/wardle.example.com/v1alpha1\":{\"serverRelativeURL\":\"/openapi/v3"
                        + SampleApiServer.BASE + "?hash=ABC\"}")
                .contains("\"apis/apps/v1\"");
        assertThat(get("/openapi/v3" + SampleApiServer.BASE + "?hash=ABC").body())
                .contains("3.0.0");
        String v2 = get("/openapi/v2").body();
        assertThat(v2)
                .contains("\"/apis/wardle.example.com/v1alpha1/flunders\"", "\"example.Flunder\"")
                .contains("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta_v2")
                .doesNotContain("/apis/other/v1/things");

        sample.aggregated = true;
        await(() -> aggregatedVersion().path("resources").get(0).path("verbs").size(), n -> n == 5 || n == 2);
    }

    private JsonNode aggregatedVersion() {
        ObjectNode list = Json.read(TestGateway.send(admin, request("/apis").header("Accept", AGGREGATED))
                .body()
                .getBytes());
        for (JsonNode item : list.path("items")) {
            if (item.path("metadata").path("name").stringValue("").equals("wardle.example.com")) {
                return item.path("versions").get(0);
            }
        }
        return Json.object();
    }

    @Test
    void theConditionMovesAndRequestsAreRefusedAtOnceWhileTheServerIsAway() {
        awaitReason("Passed");
        assertThat(condition().path("message").stringValue()).isEqualTo("all checks passed");
        sample.stop();
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> refused = get(FLUNDERS);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).matches("(?s)service unavailable\\n|error trying to reach service: .*");
        }
        awaitReason("FailedDiscoveryCheck");
        assertThat(condition().path("status").stringValue()).isEqualTo("False");
        assertThat(condition().path("message").stringValue())
                .startsWith(
                        "failing or missing response from https://sample-api.wardle.svc:443" + SampleApiServer.BASE);
        assertThat(get(FLUNDERS).body()).isEqualTo("service unavailable\n");
        assertThat(get("/metrics").body())
                .contains("\naggregator_unavailable_apiservice{name=\"" + NAME + "\"} 1\n")
                .containsPattern("\naggregator_unavailable_apiservice_total\\{name=\"" + NAME
                        + "\",reason=\"FailedDiscoveryCheck\"} [1-9]");
        await(() -> aggregatedVersion().path("freshness").stringValue(""), "Stale"::equals);
        assertThat(get("/apis").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/pods").statusCode()).isEqualTo(200);

        sample.start();
        awaitReason("Passed");
        await(() -> get(FLUNDERS).statusCode(), code -> code == 200);
        await(() -> aggregatedVersion().path("freshness").stringValue(""), "Current"::equals);
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForLong() {
        awaitReason("Passed");
        sample.silent = true;
        HttpResponse<String> late = get(FLUNDERS);
        assertThat(late.statusCode()).isIn(503, 504);
        HttpResponse<String> discovery = get(SampleApiServer.BASE);
        assertThat(discovery.statusCode()).isEqualTo(503);
        awaitReason("FailedDiscoveryCheck");
        assertThat(get("/apis").body()).contains("wardle.example.com");
    }

    @Test
    void whatIsMissingIsSaid() {
        awaitReason("Passed");
        service(444);
        awaitReason("ServicePortError");
        assertThat(condition().path("message").stringValue())
                .isEqualTo("service/sample-api in \"wardle\" is not listening on port 443");
        service(443);
        awaitReason("Passed");
        caches.delete(SLICES, new ObjectKey("wardle", "sample-api-1"));
        awaitReason("EndpointsNotFound");
        caches.delete(SERVICES, new ObjectKey("wardle", "sample-api"));
        awaitReason("ServiceNotFound");
        assertThat(get(FLUNDERS).body()).isEqualTo("service unavailable\n");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrusted() throws Exception {
        awaitReason("Passed");
        caches.delete(ApiServices.RESOURCE, new ObjectKey("", NAME));
        await(() -> get(FLUNDERS).statusCode(), code -> code == 404);
        apiService(Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("front-proxy-ca.crt"))));
        awaitReason("FailedDiscoveryCheck");
    }

    @Test
    void aFrontProxySpeaksForOthers() throws Exception {
        String[] question = {
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "{\"kind\":\"SelfSubjectReview\",\"apiVersion\":\"authentication.k8s.io/v1\"}"
        };
        try (HttpClient proxy =
                        TestGateway.client(ca.client(frontProxy, "CN=front-proxy-client"), HttpClient.Version.HTTP_2);
                HttpClient other =
                        TestGateway.client(ca.client(frontProxy, "CN=somebody"), HttpClient.Version.HTTP_2)) {
            HttpRequest.Builder asked = request(question[0])
                    .header("Content-Type", "application/json")
                    .header("X-Remote-User", "alice")
                    .header("X-Remote-Uid", "u-1")
                    .header("X-Remote-Group", "system:masters")
                    .header("X-Remote-Extra-Example.org%2Fscope", "a")
                    .POST(BodyPublishers.ofString(question[1]));
            HttpResponse<String> answer = TestGateway.send(proxy, asked);
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body())
                    .contains("\"username\":\"alice\"", "\"uid\":\"u-1\"", "system:masters", "system:authenticated")
                    .contains("\"example.org/scope\":[\"a\"]");
            assertThat(TestGateway.send(other, asked).statusCode()).isEqualTo(401);
            assertThat(TestGateway.send(proxy, request("/api")).statusCode()).isEqualTo(401);
            assertThat(TestGateway.send(admin, asked).body()).contains("\"username\":\"admin\"");
        }
    }
}
