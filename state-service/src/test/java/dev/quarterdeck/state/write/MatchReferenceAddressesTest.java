package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses and ranges of both families in objects of other kinds than Service: what a kube-apiserver 1.36 answered to the same requests. */
class MatchReferenceAddressesTest {

    @Test
    void answersAsTheReference() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (JsonNode scenario : RecordedAnswers.lines("/dual-stack/objects.jsonl")) {
            Run run = new Run(
                    scenario.get("apiVersion").stringValue(),
                    scenario.get("kind").stringValue());
            for (JsonNode step : scenario.get("steps")) {
                String sent = run.kind + " " + step.get("body") + ": ";
                expected.add(sent + step.get("answer").stringValue());
                actual.add(sent + run.send(step.get("do").stringValue(), step.get("body")));
            }
        }
        assertThat(expected).hasSizeGreaterThan(90);
        assertThat(actual).isEqualTo(expected);
    }

    private static final class Run {
        private final WriteFixture cluster = new WriteFixture().namespace("x");
        private final String apiVersion;
        private final String kind;
        private String name = "";

        Run(String apiVersion, String kind) {
            this.apiVersion = apiVersion;
            this.kind = kind;
        }

        String send(String verb, JsonNode body) {
            String namespace = cluster.type(apiVersion, kind).namespaced() ? "x" : "";
            String text = body.toString();
            try {
                if (verb.equals("create")) {
                    name = body.at("/metadata/name").stringValue();
                    return "201" + shown(cluster.create(apiVersion, kind, namespace, text), false);
                }
                String sub = verb.equals("status") ? "status" : "";
                ObjectNode object =
                        WriteFixture.tree(cluster.patch(apiVersion, kind, namespace, name, sub, "merge", text));
                return "200" + shown(object, !sub.isEmpty());
            } catch (ApiException e) {
                return e.code() + " " + e.getMessage();
            }
        }

        private String shown(ObjectNode object, boolean status) {
            return switch (kind) {
                case "Node" -> " " + fields(object.path("spec"), "podCIDR", "podCIDRs");
                case "Pod" -> status ? " " + fields(object.path("status"), "podIP", "podIPs", "hostIP", "hostIPs") : "";
                default -> "";
            };
        }

        private static ObjectNode fields(JsonNode node, String... names) {
            ObjectNode fields = Json.object();
            for (String field : names) {
                if (node.has(field)) {
                    fields.set(field, node.get(field));
                }
            }
            return fields;
        }
    }
}
