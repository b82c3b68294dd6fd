package dev.quarterdeck.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.bootstrap.BootstrapRunner;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.http.HttpStateClient;
import dev.quarterdeck.stateclient.http.StateClientSettings;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.testkit.stores.TestStores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class StateServiceApplicationIT {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final Caller CALLER = new Caller("admin", "", List.of("system:masters"), Map.of(), "test/1", "r1");

    private static ConfigurableApplicationContext service;
    private static HttpStateClient client;
    private static int managementPort;

    static List<String> arguments(String cluster) {
        TestStores.Database database = TestStores.database();
        EmbeddedKafka kafka = TestStores.kafka();
        List<String> arguments = new ArrayList<>(List.of(
                "--quarterdeck.cluster-name=" + cluster,
                "--quarterdeck.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--quarterdeck.state.postgres.url=" + database.url(),
                "--quarterdeck.state.postgres.user=" + database.user(),
                "--quarterdeck.state.postgres.password=" + database.password(),
                "--quarterdeck.state.endpoint.insecure=true",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--management.server.address=127.0.0.1",
                "--management.server.port=0"));
        kafka.clientProperties().forEach((k, v) -> arguments.add("--quarterdeck.kafka.properties[" + k + "]=" + v));
        return arguments;
    }

    @BeforeAll
    static void start() {
        SpringApplication application = new SpringApplication(StateServiceApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "application,state-service"));
        service = application.run(arguments("app").toArray(String[]::new));
        service.getBean(BootstrapRunner.class)
                .done()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        managementPort = Integer.parseInt(service.getEnvironment().getProperty("local.management.port"));
        client = new HttpStateClient(new StateClientSettings(List.of(URI.create("http://127.0.0.1:" + port()))), null);
    }

    private static String port() {
        return service.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static ResourceType type(String group, String version, String resource) {
        return BuiltInResources.catalog()
                .find(new GroupVersionResource(group, version, resource))
                .orElseThrow();
    }

    private static WriteResult create(ResourceType type, String namespace, String json) {
        return get(client.write(new WriteRequest.Create(
                type,
                namespace,
                "",
                "",
                json.getBytes(StandardCharsets.UTF_8),
                "application/json",
                CALLER,
                WriteRequest.Options.NONE)));
    }

    @Test
    void servesWritesAndReadsOverHttp() {
        create(
                type("", "v1", "namespaces"),
                "",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
        ResourceType configMaps = type("", "v1", "configmaps");
        WriteResult made = create(
                configMaps,
                "shop",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}");
        assertThat(made.code()).isEqualTo(201);
        long one = made.revision();
        assertThat(get(client.newestRevision(CONFIG_MAPS))).isEqualTo(one);
        WriteResult patched = get(client.write(new WriteRequest.Patch(
                configMaps,
                "shop",
                "a",
                "",
                "{\"data\":{\"k\":\"2\"}}".getBytes(StandardCharsets.UTF_8),
                "application/merge-patch+json",
                false,
                CALLER,
                WriteRequest.Options.NONE)));
        ObjectKey key = new ObjectKey("shop", "a");
        assertThat(Json.read(get(client.getAt(CONFIG_MAPS, key, one))
                                .orElseThrow()
                                .json())
                        .at("/data/k")
                        .asString())
                .isEqualTo("1");
        assertThat(get(client.getAt(CONFIG_MAPS, new ObjectKey("shop", "b"), one)))
                .isEmpty();
        assertThat(get(client.listAt(CONFIG_MAPS, "shop", patched.revision(), null, 10))
                        .objects())
                .extracting(Change::revision)
                .containsExactly(patched.revision());
        assertThat(get(client.history(CONFIG_MAPS, one, patched.revision(), 10)))
                .extracting(Change::type)
                .containsExactly(ChangeType.MODIFIED);
        assertThat(get(client.snapshot(CONFIG_MAPS)).objects())
                .extracting(Change::key)
                .contains(key);
        StreamClients stream = new StreamClients(new StreamSettings(
                "app", TestStores.kafka().bootstrapServers(), TestStores.kafka().clientProperties()));
        try (ReplicatedResourceCaches caches = new ReplicatedResourceCaches(
                stream, client, SelectableFieldsExtractor.OF_KIND, CacheSettings.DEFAULT)) {
            ResourceCache cache = caches.cache(CONFIG_MAPS);
            assertThat(get(cache.awaitRevision(patched.revision())).get(key).json())
                    .isEqualTo(patched.json());
            WriteResult deleted = get(client.write(
                    new WriteRequest.Delete(configMaps, "shop", "a", null, "", CALLER, WriteRequest.Options.NONE)));
            assertThat(deleted.code()).isEqualTo(200);
            assertThat(get(cache.awaitRevision(get(client.newestRevision(CONFIG_MAPS))))
                            .get(key))
                    .isNull();
        }
    }

    @Test
    void largeObjectsGoThrough() {
        WriteResult made = create(
                type("", "v1", "configmaps"),
                "default",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"large\"},\"data\":{\"k\":\""
                        + "x".repeat(1_000_000) + "\"}}");
        assertThat(get(client.getAt(CONFIG_MAPS, new ObjectKey("default", "large"), made.revision()))
                        .orElseThrow()
                        .json())
                .isEqualTo(made.json());
    }

    @Test
    void refusalsArriveAsTheyWere() {
        Throwable error = catchThrowable(() -> create(
                type("", "v1", "configmaps"),
                "nowhere",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}"));
        assertThat(error)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(404);
                    assertThat(e.details().kind()).isEqualTo("namespaces");
                });
        assertThat(catchThrowable(() -> get(client.listAt(CONFIG_MAPS, "", 1_000_000, null, 5))))
                .cause()
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.details().causes())
                                .extracting(ApiException.Cause::reason)
                                .containsExactly("ResourceVersionTooLarge"));
    }

    @Test
    void aReplicaThatIsGoneIsPassedOver() {
        try (HttpStateClient two = new HttpStateClient(
                new StateClientSettings(
                        List.of(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:" + port()))),
                null)) {
            for (int i = 0; i < 4; i++) {
                assertThat(get(two.newestRevision(CONFIG_MAPS))).isNotNegative();
                create(
                        type("", "v1", "namespaces"),
                        "",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"generateName\":\"passed-\"}}");
            }
        }
        try (HttpStateClient none =
                new HttpStateClient(new StateClientSettings(List.of(URI.create("http://127.0.0.1:1"))), null)) {
            assertThat(catchThrowable(() -> get(none.newestRevision(CONFIG_MAPS))))
                    .cause()
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
        }
    }

    @Test
    void saysThatItIsReady() throws Exception {
        HttpResponse<String> ready = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("store");
    }

    @Test
    void garbageIsRefused() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/state/v1/get-at"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 67, 127, 0, 0, 0}))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"Status\"");
    }
}
