package dev.quarterdeck.gateway.read;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every combination of options of LIST and WATCH, against what the reference answered. */
class ListOptionsTest {
    private static final String ALL = "/api/v1/namespaces/wire/configmaps";
    private static TestGateway gateway;
    private static String newest = "";
    private static String token = "";

    private record Fact(
            String verb,
            String version,
            String match,
            String limit,
            String next,
            String initial,
            String code,
            String reason,
            String causes,
            String shown) {

        static Fact of(String line) {
            String[] f = line.split("\t", -1);
            return new Fact(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]);
        }

        String query() {
            StringBuilder query = new StringBuilder(verb.equals("watch") ? "?watch=1&timeoutSeconds=1" : "?x=");
            add(query, "resourceVersion", value(version));
            add(query, "resourceVersionMatch", match);
            add(query, "limit", limit);
            add(query, "continue", value(next));
            add(query, "sendInitialEvents", initial);
            return query.toString();
        }

        private static void add(StringBuilder query, String name, String value) {
            if (!value.isEmpty()) {
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }

        private String value(String word) {
            return switch (word) {
                case "CUR" -> newest;
                case "BIG" -> "99999999";
                case "BAD" -> "abc";
                case "NEG" -> "-1";
                case "TOK" -> token;
                case "ZERO" -> token(0);
                case "NEGRV" -> token(-1);
                default -> word;
            };
        }

        private static String token(long revision) {
            String text = "{\"v\":\"meta.k8s.io/v1\",\"rv\":" + revision + ",\"start\":\"wire/a\\u0000\"}";
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What differs from the reference's answer; empty for nothing. */
        String difference(HttpResponse<String> response) {
            String was;
            String wanted;
            if (code.equals("200")) {
                wanted = code + " " + shown;
                was = response.statusCode() + " "
                        + (response.statusCode() != 200
                                ? response.body()
                                : verb.equals("list") ? list(json(response)) : events(response.body()));
            } else {
                if (response.statusCode() == 200) {
                    return this + "\n   was 200";
                }
                ObjectNode status = json(response);
                wanted = String.join(" ", code, reason, causes, shown);
                was = String.join(
                        " ",
                        String.valueOf(response.statusCode()),
                        status.path("reason").asString(""),
                        StreamSupport.stream(status.at("/details/causes").spliterator(), false)
                                .map(c -> c.path("field").asString("") + " "
                                        + c.path("reason").asString(""))
                                .collect(Collectors.joining(";")),
                        status.path("message").asString("").replaceAll("current: \\d+", "current: <N>"));
            }
            return was.equals(wanted) ? "" : this + "\n   was " + was;
        }

        private static String list(JsonNode list) {
            return "items=" + list.path("items").size() + " more="
                    + (list.at("/metadata/continue").isString() ? "True" : "False") + " remaining="
                    + list.at("/metadata/remainingItemCount").asString("-");
        }

        private static String events(String body) {
            return body.lines()
                    .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8))
                            .path("type")
                            .asString())
                    .collect(Collectors.joining(","));
        }
    }

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        for (String name : List.of("a", "b", "c")) {
            gateway.state.put(
                    new StoredResource("", "configmaps"),
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                            + "\",\"namespace\":\"wire\"}}");
        }
        JsonNode page = json(gateway.get(ALL + "?limit=1"));
        newest = page.at("/metadata/resourceVersion").asString();
        token = page.at("/metadata/continue").asString();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void everyCombinationIsAnsweredAsTheReferenceDoes() throws Exception {
        List<Fact> facts = new ArrayList<>();
        try (var in = Objects.requireNonNull(ListOptionsTest.class.getResourceAsStream("list-options.tsv"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> facts.add(Fact.of(line)));
        }
        // at once, since some of them wait for a second or two
        HttpClient client = gateway.http(HttpClient.Version.HTTP_2);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (Fact fact : facts) {
            answers.add(client.sendAsync(
                    gateway.request(ALL + fact.query()).build(), HttpResponse.BodyHandlers.ofString()));
        }
        List<String> different = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            String difference = facts.get(i).difference(answers.get(i).get());
            if (!difference.isEmpty()) {
                different.add(difference);
            }
        }
        assertThat(facts).hasSizeGreaterThan(150);
        assertThat(different).isEmpty();
    }
}
