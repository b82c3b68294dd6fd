package dev.quarterdeck.gateway;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first end to end: create, get, list and watch over TLS, by both versions of HTTP. */
class ServeObjectsTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void createsGetsListsWatchesAndDeletes(HttpClient.Version version) throws Exception {
        HttpClient client = gateway.http(version);
        String namespace =
                "ns-" + version.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        String path = "/api/v1/namespaces/" + namespace + "/configmaps";
        try (WatchClient watch = new WatchClient(client, gateway.uri(path + "?watch=true"))) {
            assertThat(watch.status()).isEqualTo(200);

            HttpResponse<String> created = TestGateway.send(
                    client,
                    gateway.request(path)
                            .header("Content-Type", "application/json")
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}")));
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.version()).isEqualTo(version);
            String revision = json(created).at("/metadata/resourceVersion").stringValue();

            HttpResponse<String> got = TestGateway.send(client, gateway.request(path + "/a"));
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.body()).isEqualTo(created.body());
            assertThat(got.headers().firstValue("Audit-Id")).isPresent();

            HttpResponse<String> list = TestGateway.send(client, gateway.request(path));
            assertThat(json(list).path("kind").stringValue()).isEqualTo("ConfigMapList");
            assertThat(json(list).path("items").size()).isEqualTo(1);
            assertThat(json(list).at("/metadata/resourceVersion").stringValue()).isEqualTo(revision);

            gateway.state.delete(CONFIG_MAPS, new ObjectKey(namespace, "a"));
            assertThat(watch.next().summary()).isEqualTo("ADDED a " + revision);
            assertThat(watch.next().type()).isEqualTo("DELETED");
        }
    }

    @Test
    void saysNotFoundInTheReferencesWords() {
        HttpResponse<String> response = gateway.get("/apis/apps/v1/namespaces/default/deployments/web");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("message").stringValue()).isEqualTo("deployments.apps \"web\" not found");
    }
}
