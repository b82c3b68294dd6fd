package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are short to send and long to take at their word: each is answered, by a refusal that names the client's fault. The timeouts only end what hangs. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundHostileWritesTest {
    private final WriteFixture cluster = new WriteFixture().namespace("d");

    private ApiException refused(String apiVersion, String kind, byte[] body, String type) {
        return catchThrowableOfType(
                ApiException.class,
                () -> cluster.write(new WriteRequest.Create(
                        cluster.type(apiVersion, kind),
                        kind.equals("ConfigMap") ? "d" : "",
                        "",
                        "",
                        body,
                        type,
                        cluster.caller,
                        WriteRequest.Options.NONE)));
    }

    static Stream<Arguments> bombs() {
        String anchors = IntStream.range(1, 14)
                .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(8) + "*a" + (i - 1) + "]\n")
                .collect(Collectors.joining("", "a0: &a0 [x,x,x,x,x,x,x,x,x]\n", ""));
        return Stream.of(
                Arguments.of("application/json", "{\"data\":".repeat(100_000) + "1" + "}".repeat(100_000)),
                Arguments.of("application/json", "[".repeat(500_000)),
                Arguments.of("application/yaml", "{a: ".repeat(100_000) + "1" + "}".repeat(100_000)),
                Arguments.of("application/yaml", "- ".repeat(100_000)),
                Arguments.of("application/yaml", anchors),
                Arguments.of("application/yaml", "a: &a [*a, *a]"),
                Arguments.of(
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\",\"generation\":" + "9".repeat(500_000) + "}}"),
                Arguments.of(
                        "application/json",
                        "{\"metadata\":{\"name\":\"a\",\"generation\":1e" + "9".repeat(5000) + "}}"),
                Arguments.of("application/json", "{\"metadata\":{\"name\":\"a\u00ff\u00fe\"}}"));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void areRefused(String type, String body) {
        ApiException refused = refused("v1", "ConfigMap", body.getBytes(StandardCharsets.ISO_8859_1), type);
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isBetween(400, 422);
        assertThat(refused.toStatus().toString().length())
                .as("what is said of it is short")
                .isLessThan(20_000);
    }

    private static String definition(String schema) {
        return "{\"metadata\":{\"name\":\"bombs.example.com\"},\"spec\":{\"group\":\"example.com\",\"scope\":\"Cluster\","
                + "\"names\":{\"plural\":\"bombs\",\"singular\":\"bomb\",\"kind\":\"Bomb\",\"listKind\":\"BombList\"},\"versions\":[{\"name\":\"v1\","
                + "\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":" + schema + "}}]}}";
    }

    @Test
    void schemasThatGoDownForEver() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":".repeat(2_000) + "{\"type\":\"string\"}"
                + "}}".repeat(2_000);
        ApiException refused = refused(
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                definition(schema).getBytes(StandardCharsets.UTF_8),
                WriteFixture.JSON);
        assertThat(refused == null ? 201 : refused.code()).isLessThan(500);
    }

    @Test
    void patternsThatWouldBacktrackForEver() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\",\"default\":\""
                        + "a".repeat(50_000) + "!\"}}}";
        ApiException refused = refused(
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                definition(schema).getBytes(StandardCharsets.UTF_8),
                WriteFixture.JSON);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.getMessage()).contains("should match");
    }

    @Test
    void patternsThatAreLargeThemselves() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"((a{1,1000}){1,1000}){1,1000}\"}}}";
        ApiException refused = refused(
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                definition(schema).getBytes(StandardCharsets.UTF_8),
                WriteFixture.JSON);
        assertThat(refused.code()).isEqualTo(422);
    }

    @Test
    void selectorsOfTenThousandTerms() {
        String terms = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"key\":\"k" + i + "\",\"operator\":\"In\",\"values\":[\"a\",\"b\"]}")
                .collect(Collectors.joining(","));
        assertThat(cluster.create(
                                "networking.k8s.io/v1",
                                "NetworkPolicy",
                                "d",
                                "{\"metadata\":{\"name\":\"wide\"},\"spec\":{\"podSelector\":{\"matchExpressions\":["
                                        + terms + "]}}}")
                        .path("spec")
                        .path("podSelector")
                        .path("matchExpressions"))
                .hasSize(10_000);
    }
}
