package dev.quarterdeck.gateway.read;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PageListsTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private long put(String namespace, String name, String... label) {
        String labels = label.length == 0 ? "" : ",\"labels\":{\"app\":\"" + label[0] + "\"}";
        return gateway.state.put(
                CONFIG_MAPS,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\""
                        + namespace + "\"" + labels + "}}");
    }

    private ObjectNode list(String query) {
        HttpResponse<String> response = gateway.get("/api/v1/configmaps" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static List<String> names(ObjectNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            names.add(item.at("/metadata/namespace").stringValue() + "/"
                    + item.at("/metadata/name").stringValue());
        }
        return names;
    }

    private static String token(ObjectNode list) {
        return list.at("/metadata/continue").asString("");
    }

    @Test
    void secondPageIsOfTheRevisionOfTheFirst() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        long revision = put("b", "2");

        ObjectNode first = list("?limit=2");
        assertThat(names(first)).containsExactly("a/1", "a/2");
        assertThat(first.at("/metadata/remainingItemCount").intValue()).isEqualTo(2);

        put("a", "3");
        gateway.state.delete(CONFIG_MAPS, new ObjectKey("b", "1"));

        ObjectNode second = list("?limit=1&continue=" + token(first));
        assertThat(names(second)).containsExactly("b/1");
        assertThat(second.at("/metadata/resourceVersion").stringValue()).isEqualTo(Long.toString(revision));
        assertThat(second.at("/metadata/remainingItemCount").intValue()).isEqualTo(1);

        ObjectNode third = list("?limit=1&continue=" + token(second));
        assertThat(names(third)).containsExactly("b/2");
        assertThat(token(third)).isEmpty();
    }

    @Test
    void theNextPageComesFromHistoryWhereTheViewIsNotHeldAnyMore() {
        try (TestGateway other = new TestGateway(TestGateway.Options.standard().heldViewBytes(0))) {
            String map =
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"a\"}}";
            other.state.put(CONFIG_MAPS, map.formatted("1"));
            other.state.put(CONFIG_MAPS, map.formatted("2"));
            other.state.put(CONFIG_MAPS, map.formatted("3"));
            ObjectNode first = json(other.get("/api/v1/configmaps?limit=1"));
            other.state.delete(CONFIG_MAPS, new ObjectKey("a", "2"));
            ObjectNode second = json(other.get("/api/v1/configmaps?limit=1&continue=" + token(first)));
            assertThat(names(second)).containsExactly("a/2");
            assertThat(second.at("/metadata/remainingItemCount").intValue()).isEqualTo(1);
            assertThat(names(json(other.get("/api/v1/configmaps?limit=1&continue=" + token(second)))))
                    .containsExactly("a/3");
        }
    }

    @Test
    void anotherGatewayGoesOnWhereOneStopped() {
        String map =
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"a\"}}";
        ObjectNode first;
        try (TestGateway before = new TestGateway()) {
            for (String name : List.of("1", "2", "3")) {
                before.state.put(CONFIG_MAPS, map.formatted(name));
            }
            first = json(before.get("/api/v1/configmaps?limit=1"));
        }
        for (String name : List.of("1", "2", "3")) {
            gateway.state.put(CONFIG_MAPS, map.formatted(name));
        }
        put("a", "15");
        gateway.state.delete(CONFIG_MAPS, new ObjectKey("a", "2"));
        ObjectNode second = list("?limit=1&continue=" + token(first));
        assertThat(names(second)).containsExactly("a/2");
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(second.at("/metadata/remainingItemCount").intValue()).isEqualTo(1);
        assertThat(names(list("?continue=" + token(second)))).containsExactly("a/3");
    }

    @Test
    void remainingIsNotCountedWhereASelectorIsGiven() {
        put("a", "1", "web");
        put("a", "2", "db");
        put("a", "3", "web");
        put("a", "4", "web");

        ObjectNode first = list("?limit=2&labelSelector=app%3Dweb");
        assertThat(names(first)).containsExactly("a/1", "a/3");
        assertThat(first.at("/metadata/remainingItemCount").isMissingNode()).isTrue();
        put("a", "5", "web");
        assertThat(names(list("?limit=2&labelSelector=app%3Dweb&continue=" + token(first))))
                .containsExactly("a/4");
    }

    @Test
    void selectsByNameAndNamespace() {
        put("a", "1");
        put("b", "1");
        put("b", "2");
        assertThat(names(list("?fieldSelector=metadata.name%3D1"))).containsExactly("a/1", "b/1");
        HttpResponse<String> one = gateway.get("/api/v1/namespaces/b/configmaps?fieldSelector=metadata.name%3D2");
        assertThat(names(json(one))).containsExactly("b/2");
    }

    @Test
    void anExpiredTokenGivesAnotherThatGoesOnWithTheNewestState() {
        put("a", "1");
        put("a", "2");
        ObjectNode first = list("?limit=1");
        put("a", "3");
        gateway.now = gateway.now.plusSeconds(301);

        HttpResponse<String> expired = gateway.get("/api/v1/configmaps?limit=1&continue=" + token(first));
        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(json(expired).path("reason").stringValue()).isEqualTo("Expired");
        String again = json(expired).at("/metadata/continue").stringValue();

        ObjectNode rest = list("?continue=" + again);
        assertThat(names(rest)).containsExactly("a/2", "a/3");
    }

    @Test
    void exactlyAnOldRevision() {
        long one = put("a", "1");
        put("a", "2");
        assertThat(names(list("?resourceVersionMatch=Exact&resourceVersion=" + one)))
                .containsExactly("a/1");
        assertThat(names(list("?limit=5&resourceVersion=" + one))).containsExactly("a/1");
        assertThat(names(list("?resourceVersionMatch=NotOlderThan&resourceVersion=" + one)))
                .containsExactly("a/1", "a/2");
    }

    @Test
    void aRevisionThatIsPastHistoryIsGone() {
        long one = put("a", "1");
        put("a", "2");
        gateway.state.historyStart = one + 1;
        HttpResponse<String> gone = gateway.get("/api/v1/configmaps?resourceVersionMatch=Exact&resourceVersion=" + one);
        assertThat(gone.statusCode()).isEqualTo(410);
    }

    @Test
    void aRevisionThatHasNotComeIsTooLarge() {
        put("a", "1");
        HttpResponse<String> late = gateway.get("/api/v1/configmaps?resourceVersion=100");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(json(late).path("message").stringValue())
                .isEqualTo("Timeout: Too large resource version: 100, current: 1");
        assertThat(json(late).at("/details/causes/0/reason").stringValue()).isEqualTo("ResourceVersionTooLarge");
        assertThat(json(late).at("/details/retryAfterSeconds").intValue()).isEqualTo(1);
        assertThat(late.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void anyStateDoesNotAskTheStore() {
        put("a", "1");
        list("?resourceVersion=0");
        assertThat(gateway.state.freshnessQuestions).hasValue(0);
        list("");
        assertThat(gateway.state.freshnessQuestions).hasValue(1);
    }

    @Test
    void withoutTheStoreOnlyAnyStateCanBeRead() {
        put("a", "1");
        gateway.state.unreachable = true;
        assertThat(gateway.get("/api/v1/configmaps").statusCode()).isEqualTo(503);
        assertThat(gateway.get("/api/v1/configmaps").headers().firstValue("Retry-After"))
                .isPresent();
        assertThat(gateway.get("/api/v1/configmaps?resourceVersion=0").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whereTheCacheLagsTheStoreIsRead() {
        put("a", "1");
        long revision = gateway.state.putUnpublished(
                CONFIG_MAPS,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"2\",\"namespace\":\"a\"}}");
        ObjectNode all = list("");
        assertThat(names(all)).containsExactly("a/1", "a/2");
        assertThat(all.at("/metadata/resourceVersion").stringValue()).isEqualTo(Long.toString(revision));
        assertThat(gateway.get("/api/v1/namespaces/a/configmaps/2").statusCode())
                .isEqualTo(200);
        assertThat(gateway.get("/api/v1/namespaces/a/configmaps/3").statusCode())
                .isEqualTo(404);
        ObjectNode first = list("?limit=1");
        assertThat(names(first)).containsExactly("a/1");
        assertThat(names(list("?limit=1&continue=" + token(first)))).containsExactly("a/2");
        assertThat(names(list("?resourceVersion=0"))).containsExactly("a/1");
    }

    @Test
    void itemsOfBuiltInKindsDoNotNameTheirKind() {
        put("a", "1");
        put("a", "2");
        for (String query : List.of("", "?limit=1", "?labelSelector=!none", "?pretty=true")) {
            for (JsonNode item : list(query).path("items")) {
                ObjectNode object = json(gateway.get("/api/v1/namespaces/a/configmaps/"
                        + item.at("/metadata/name").stringValue()));
                object.remove(List.of("kind", "apiVersion"));
                assertThat(item).as(query).isEqualTo(object);
            }
        }
        assertThat(names(list(""))).containsExactly("a/1", "a/2");
        assertThat(list("?fieldSelector=metadata.name=none").path("items")).isEmpty();
    }

    @Test
    void longListsAreCompressedForThoseWhoAccept() throws Exception {
        String filler = "x".repeat(1000);
        for (int i = 0; i < 300; i++) {
            gateway.state.put(
                    CONFIG_MAPS,
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c" + i
                            + "\",\"namespace\":\"a\"},\"data\":{\"k\":\"" + filler + "\"}}");
        }
        HttpResponse<String> plain = gateway.get("/api/v1/configmaps");
        assertThat(json(plain).path("items").size()).isEqualTo(300);
        HttpResponse<byte[]> packed = gateway.http(java.net.http.HttpClient.Version.HTTP_2)
                .send(
                        gateway.request("/api/v1/configmaps")
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.body().length).isLessThan(60_000);
        try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed.body()))) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(plain.body());
        }
    }
}
