package dev.quarterdeck.gateway.asof;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ReadThePastTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final String MAPS = "/api/v1/namespaces/d/configmaps";
    private final TestGateway gateway = new TestGateway();
    private long a1;
    private long b1;
    private long a2;

    @BeforeEach
    void fill() {
        a1 = put("a", "1");
        b1 = put("b", "1");
        a2 = put("a", "2");
        gateway.state.delete(CONFIG_MAPS, new ObjectKey("d", "b"));
        put("c", "1");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private long put(String name, String value) {
        return gateway.state.put(
                CONFIG_MAPS,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"d\",\"labels\":{\"v\":\"" + value
                        + "\"},\"creationTimestamp\":\"2025-12-30T00:00:00Z\"},\"data\":{\"k\":\"" + value + "\"}}");
    }

    private static List<String> items(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        for (JsonNode item : json(response).path("items")) {
            names.add(
                    item.at("/metadata/name").stringValue() + item.at("/data/k").stringValue());
        }
        return names;
    }

    @Test
    void listsShowTheStateOfTheMoment() {
        assertThat(items(gateway.get("/as-of/" + a1 + MAPS))).containsExactly("a1");
        assertThat(items(gateway.get("/as-of/" + b1 + MAPS))).containsExactly("a1", "b1");
        assertThat(items(gateway.get("/as-of/" + a2 + MAPS))).containsExactly("a2", "b1");
        assertThat(items(gateway.get(MAPS))).containsExactly("a2", "c1");
        assertThat(items(gateway.get("/as-of/" + a2 + MAPS + "?labelSelector=v%3D2")))
                .containsExactly("a2");
        assertThat(items(gateway.get("/as-of/" + a2 + MAPS + "?fieldSelector=metadata.name%3Db")))
                .containsExactly("b1");
        assertThat(json(gateway.get("/as-of/" + a2 + MAPS))
                        .at("/metadata/resourceVersion")
                        .stringValue())
                .isEqualTo(Long.toString(a2));
    }

    @Test
    void momentsMayBeTimes() {
        assertThat(items(gateway.get("/as-of/" + FakeStateClient.timeOf(b1) + MAPS)))
                .containsExactly("a1", "b1");
        assertThat(items(gateway.get("/as-of/" + FakeStateClient.timeOf(b1).plusMillis(999) + MAPS)))
                .containsExactly("a1", "b1");
        gateway.now = FakeStateClient.timeOf(a2).plusSeconds(60);
        assertThat(items(gateway.get("/as-of/1m" + MAPS))).containsExactly("a2", "b1");
    }

    @Test
    void objectsAreWhatTheyWere() {
        HttpResponse<String> was = gateway.get("/as-of/" + b1 + MAPS + "/a");
        assertThat(json(was).at("/data/k").stringValue()).isEqualTo("1");
        assertThat(json(was).at("/metadata/resourceVersion").stringValue()).isEqualTo(Long.toString(a1));
        assertThat(gateway.get("/as-of/" + a1 + MAPS + "/b").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/as-of/" + a2 + MAPS + "/b").statusCode()).isEqualTo(200);
        assertThat(gateway.get(MAPS + "/b").statusCode()).isEqualTo(404);
    }

    @Test
    void tablesTellAgesAsOfTheMoment() {
        ObjectNode table = json(gateway.get(
                "/as-of/" + FakeStateClient.timeOf(b1) + MAPS,
                "Accept",
                "application/json;as=Table;v=v1;g=meta.k8s.io"));
        assertThat(table.path("rows").size()).isEqualTo(2);
        assertThat(table.at("/rows/0/cells/2").stringValue()).isEqualTo("24h");
    }

    @Test
    void pagesGoOnAtTheirRevisionHoweverLate() {
        ObjectNode first = json(gateway.get("/as-of/" + a2 + MAPS + "?limit=1"));
        assertThat(first.at("/items/0/metadata/name").stringValue()).isEqualTo("a");
        gateway.now = gateway.now.plusSeconds(3600);
        String token = first.at("/metadata/continue").stringValue();
        assertThat(items(gateway.get("/as-of/" + a2 + MAPS + "?limit=1&continue=" + token)))
                .containsExactly("b1");
    }

    @Test
    void discoveryIsThere() {
        for (String path : List.of("/api", "/apis", "/api/v1", "/openapi/v3", "/version", "/apis/apps/v1")) {
            HttpResponse<String> answer = gateway.get("/as-of/10m" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(gateway.get(path).body());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, " + MAPS,
        "PUT, " + MAPS + "/a",
        "PATCH, " + MAPS + "/a",
        "DELETE, " + MAPS + "/a",
        "DELETE, " + MAPS,
        "GET, " + MAPS + "?watch=true",
        "GET, /api/v1/namespaces/d/pods/p/log",
        "GET, /metrics",
        "POST, /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    })
    void whatIsNoReadIsRefused(String method, String path) {
        HttpResponse<String> answer =
                gateway.send(method, "/as-of/10m" + path, "{}", "Content-Type", "application/json");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(json(answer).path("reason").stringValue()).isEqualTo("MethodNotAllowed");
        assertThat(json(answer).path("message").stringValue()).contains("under /as-of/");
        assertThat(gateway.state.writes).isEmpty();
    }

    @Test
    void whatNeedsNoMomentIsStillRefusedWithoutOne() {
        assertThat(gateway.get("/as-of/yesterday" + MAPS).statusCode()).isEqualTo(400);
        assertThat(gateway.get("/as-of/yesterday/api").statusCode()).isEqualTo(400);
        assertThat(gateway.get("/as-of/" + a1 + MAPS + "?resourceVersion=3").statusCode())
                .isEqualTo(400);
        HttpResponse<String> future = gateway.get("/as-of/2030-01-01T00:00:00Z" + MAPS);
        assertThat(future.statusCode()).isEqualTo(400);
        assertThat(future.body()).contains("has not come yet");
        assertThat(gateway.get("/as-of/999" + MAPS).statusCode()).isEqualTo(504);
        gateway.state.historyStart = b1;
        assertThat(gateway.get("/as-of/" + FakeStateClient.timeOf(a1) + MAPS).statusCode())
                .isEqualTo(410);
        assertThat(gateway.get("/as-of/" + a1 + MAPS).statusCode()).isEqualTo(410);
    }

    @Test
    void whoMayNotReadMayNotReadThePast() {
        gateway.authorizer = a -> new Authorizer.Decision(!a.resource().equals("configmaps"), "no maps");
        assertThat(gateway.get("/as-of/" + a1 + MAPS).statusCode()).isEqualTo(403);
        assertThat(gateway.get("/as-of/" + a1 + MAPS + "/a").statusCode()).isEqualTo(403);
        assertThat(gateway.get("/as-of/" + a1 + "/api/v1/pods").statusCode()).isEqualTo(200);
        gateway.authorizer = a -> new Authorizer.Decision(
                a.verb().equals("get") && a.name().equals("a") && a.namespace().equals("d"), "only a");
        assertThat(gateway.get("/as-of/" + a1 + MAPS + "/a").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/as-of/" + a2 + MAPS + "/b").statusCode()).isEqualTo(403);
        assertThat(gateway.get("/as-of/" + a1 + MAPS).statusCode()).isEqualTo(403);
    }

    @Test
    void aGetMayNameItsRevision() {
        String exact = MAPS + "/a?resourceVersionMatch=Exact&resourceVersion=";
        assertThat(json(gateway.get(exact + a1)).at("/data/k").stringValue()).isEqualTo("1");
        assertThat(json(gateway.get(exact + b1)).at("/data/k").stringValue()).isEqualTo("1");
        assertThat(json(gateway.get(exact + a2)).at("/data/k").stringValue()).isEqualTo("2");
        assertThat(gateway.get(MAPS + "/b?resourceVersionMatch=Exact&resourceVersion=" + b1)
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.get(MAPS + "/b?resourceVersionMatch=Exact&resourceVersion=" + a1)
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get(exact + "999").statusCode()).isEqualTo(504);
        assertThat(gateway.get(exact + "0").statusCode()).isEqualTo(422);
        assertThat(gateway.get(exact).statusCode()).isEqualTo(422);
        assertThat(json(gateway.get(MAPS + "/a?resourceVersion=" + a1))
                        .at("/data/k")
                        .stringValue())
                .as("without Exact: not older than")
                .isEqualTo("2");
    }
}
