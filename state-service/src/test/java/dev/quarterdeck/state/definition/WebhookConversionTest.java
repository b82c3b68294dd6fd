package dev.quarterdeck.state.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** ConversionReviews with a webhook on this host that makes {@code hostPort} out of {@code host} and {@code port}. */
class WebhookConversionTest {
    private HttpServer server;
    private WebhookClient client;
    private WebhookConversion conversion;
    private volatile UnaryOperator<ObjectNode> twist = UnaryOperator.identity();
    private volatile ObjectNode asked;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/convert", exchange -> {
            ObjectNode review = Json.read(exchange.getRequestBody().readAllBytes());
            asked = review;
            byte[] answer = Json.write(twist.apply(answer(review)));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        client = new WebhookClient((namespace, name, port) -> {
            throw new IllegalStateException("no services here");
        });
        conversion = new WebhookConversion(client, () -> "review-1");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private static ObjectNode answer(ObjectNode review) {
        ObjectNode answer = Json.object();
        answer.set("kind", review.get("kind"));
        answer.set("apiVersion", review.get("apiVersion"));
        ObjectNode response = answer.putObject("response");
        response.set("uid", review.path("request").get("uid"));
        response.putObject("result").put("status", "Success");
        ArrayNode converted = response.putArray("convertedObjects");
        for (JsonNode object : review.path("request").path("objects")) {
            ObjectNode made = ((ObjectNode) object).deepCopy();
            made.set("apiVersion", review.path("request").get("desiredAPIVersion"));
            made.put(
                    "hostPort",
                    object.path("host").asString("") + ":" + object.path("port").asString(""));
            made.remove(List.of("host", "port"));
            ((ObjectNode) made.get("metadata"))
                    .put("generation", 99)
                    .putObject("labels")
                    .put("converted", "yes");
            converted.add(made);
        }
        return answer;
    }

    private ResourceType v1() {
        Definition definition = DefinitionReader.read(
                ("{\"metadata\":{\"name\":\"webs.example.com\",\"uid\":\"u\"},\"spec\":{\"group\":\"example.com\",\"names\":{\"plural\":\"webs\"},"
                                + "\"conversion\":{\"strategy\":\"Webhook\",\"webhook\":{\"conversionReviewVersions\":[\"v3\",\"v1\",\"v1beta1\"],"
                                + "\"clientConfig\":{\"url\":\"http://127.0.0.1:"
                                + server.getAddress().getPort() + "/convert\"}}},"
                                + "\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true}]},\"status\":{\"acceptedNames\":{\"kind\":\"Web\"}}}")
                        .getBytes(StandardCharsets.UTF_8),
                1);
        return definition.version("v1").orElseThrow();
    }

    private static ObjectNode web() {
        return Json.read(
                "{\"kind\":\"Web\",\"apiVersion\":\"example.com/v2\",\"metadata\":{\"name\":\"a\",\"uid\":\"x\",\"generation\":1},\"host\":\"h\",\"port\":\"80\"}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void asksInAVersionThatBothKnowAndTakesTheAnswerButForMetadata() {
        ObjectNode made = conversion.convert(List.of(web()), v1()).getFirst();
        assertThat(asked.path("apiVersion").asString("")).isEqualTo("apiextensions.k8s.io/v1");
        assertThat(asked.path("request").path("desiredAPIVersion").asString("")).isEqualTo("example.com/v1");
        assertThat(made.path("hostPort").asString("")).isEqualTo("h:80");
        assertThat(made.path("apiVersion").asString("")).isEqualTo("example.com/v1");
        assertThat(made.path("metadata").path("generation").intValue()).isEqualTo(1);
        assertThat(made.path("metadata").path("labels").path("converted").asString(""))
                .isEqualTo("yes");
    }

    private void refuses(UnaryOperator<ObjectNode> answer, String words) {
        twist = answer;
        assertThatThrownBy(() -> conversion.convert(List.of(web()), v1()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(500))
                .hasMessageContaining(words);
    }

    @Test
    void wrongAnswersAreRefused() {
        String head = "conversion webhook for example.com/v2, Kind=Web ";
        refuses(
                a -> {
                    ((ObjectNode) a.get("response")).put("uid", "other");
                    return a;
                },
                head + "failed: expected response.uid=\"review-1\", got \"other\"");
        refuses(
                a -> {
                    ((ObjectNode) a.get("response"))
                            .putObject("result")
                            .put("status", "Failed")
                            .put("message", "no such thing");
                    return a;
                },
                head + "failed: no such thing");
        refuses(
                a -> {
                    ((ObjectNode) a.get("response")).putArray("convertedObjects");
                    return a;
                },
                head + "returned 0 objects, expected 1");
        refuses(
                a -> {
                    ((ObjectNode) a.path("response")
                                    .path("convertedObjects")
                                    .path(0)
                                    .get("metadata"))
                            .put("name", "b");
                    return a;
                },
                "must have the same name: b != a");
    }

    @Test
    void aWebhookThatIsAwayIsSaidSo() {
        server.stop(0);
        assertThatThrownBy(() -> conversion.convert(List.of(web()), v1()))
                .hasMessageStartingWith(
                        "conversion webhook for example.com/v2, Kind=Web failed: Post \"http://127.0.0.1");
    }
}
