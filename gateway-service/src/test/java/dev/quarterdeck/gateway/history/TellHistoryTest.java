package dev.quarterdeck.gateway.history;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TellHistoryTest {
    private static final StoredResource SECRETS = new StoredResource("", "secrets");
    private static final String PATH = "/history/api/v1/namespaces/d/secrets/a";
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private long put(String value) {
        return gateway.state.put(
                SECRETS,
                "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"d\"},\"data\":{\"k\":\""
                        + value + "\"}}");
    }

    private static List<String> items(ObjectNode history) {
        return history.path("items")
                .valueStream()
                .map(i ->
                        i.path("type").stringValue() + " " + i.path("revision").stringValue() + " "
                                + i.at("/object/data/k").stringValue())
                .toList();
    }

    @Test
    void theNewestRevisionComesFirstAndPagesGoBack() {
        long first = put("MQ==");
        long second = put("Mg==");
        gateway.state.delete(SECRETS, new ObjectKey("d", "a"));
        ObjectNode page = json(gateway.get(PATH + "?limit=2"));
        assertThat(items(page)).containsExactly("DELETED " + (second + 1) + " Mg==", "MODIFIED " + second + " Mg==");
        JsonNode item = page.at("/items/0");
        assertThat(item.path("user").stringValue()).isEqualTo("ada");
        assertThat(item.path("userAgent").stringValue()).isEqualTo("kubectl/v1.36.0");
        assertThat(item.path("fieldManager").stringValue()).isEqualTo("kubectl");
        assertThat(item.path("time").stringValue())
                .isEqualTo(FakeStateClient.timeOf(second + 1).toString());
        String token = page.at("/metadata/continue").stringValue();
        ObjectNode rest = json(gateway.get(PATH + "?limit=2&continue=" + token));
        assertThat(items(rest)).containsExactly("ADDED " + first + " MQ==");
        assertThat(rest.at("/metadata/continue").isMissingNode()).isTrue();
    }

    @Test
    void whoMayNotGetTheObjectMayNotReadItsHistory() {
        put("MQ==");
        gateway.authorizer = a -> new Authorizer.Decision(!a.resource().equals("secrets"), "no secrets");
        HttpResponse<String> answer = gateway.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).path("message").stringValue()).contains("cannot get resource \"secrets\"");
    }

    @Test
    void whatNeverWasIsNotFound() {
        assertThat(gateway.get(PATH).statusCode()).isEqualTo(404);
        assertThat(gateway.get("/history/api/v1/namespaces/d/nothings/a").statusCode())
                .isEqualTo(404);
    }

    @Test
    void nothingElseAnswersThere() {
        put("MQ==");
        assertThat(gateway.get("/history/api/v1/namespaces/d/secrets").statusCode())
                .isEqualTo(405);
        assertThat(gateway.get("/history/api/v1/namespaces/d/secrets?watch=true")
                        .statusCode())
                .isEqualTo(405);
        assertThat(gateway.get("/history/version").statusCode()).isEqualTo(405);
        assertThat(gateway.send("DELETE", PATH, "").statusCode()).isEqualTo(405);
        assertThat(gateway.get(PATH + "?limit=x").statusCode()).isEqualTo(400);
        assertThat(gateway.get(PATH + "?continue=%27").statusCode()).isEqualTo(400);
        assertThat(gateway.state.writes).isEmpty();
    }
}
