package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.NamespaceLifecycle;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kube-apiserver 1.36 with these ranges of service addresses answered to the same requests: creations, updates, deletions and dry runs of services with
 * every combination of families, policies and addresses. Addresses that nobody asked for are told by their family.
 */
class MatchReferenceDualStackTest {
    private static final String JSON = "application/json";

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/16", "10.0.0.0/16,fd00:10:96::/112", "fd00:10:96::/112,10.0.0.0/16", "fd00:10:96::/112"
            })
    void answersAsTheReference(String ranges) throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (JsonNode scenario : RecordedAnswers.lines("/dual-stack/services.jsonl")) {
            for (JsonNode answer : scenario.get("answers")) {
                if (answer.get("ranges").valueStream().anyMatch(r -> r.stringValue()
                        .equals(ranges))) {
                    String name = scenario.get("name").stringValue() + ": ";
                    expected.add(name
                            + answer.get("steps")
                                    .valueStream()
                                    .map(JsonNode::stringValue)
                                    .toList());
                    actual.add(name + new Run(ranges, scenario.get("steps")).answers());
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(250);
        assertThat(actual).isEqualTo(expected);
    }

    /** One scenario in a cluster of its own. */
    private static final class Run {
        private final WriteFixture cluster;
        private final JsonNode steps;
        private List<String> own = List.of();

        Run(String ranges, JsonNode steps) {
            this.steps = steps;
            cluster = new WriteFixture(
                            new AllocationSettings(ranges, 30000, 32767), r -> List.of(new NamespaceLifecycle(r)))
                    .namespace("default");
            String first = AddressRange.parseAll(ranges).getFirst().at(0);
            cluster.create(
                    "v1",
                    "Service",
                    "default",
                    "{'metadata':{'name':'kubernetes'},'spec':{'clusterIP':'" + first + "','ports':[{'port':443}]}}");
        }

        List<String> answers() {
            return steps.valueStream().map(this::answer).toList();
        }

        private String answer(JsonNode step) {
            String name = step.path("name").stringValue("s");
            boolean dryRun = step.path("dry").asBoolean(false);
            try {
                WriteResult result = send(step, name, new WriteRequest.Options(dryRun, "", ""));
                if (step.get("do").stringValue().equals("delete")) {
                    return Integer.toString(result.code());
                }
                JsonNode spec = WriteFixture.tree(result).get("spec");
                assertThat(spec.path("clusterIP").stringValue(""))
                        .isEqualTo(spec.at("/clusterIPs/0").stringValue(""));
                if (name.equals("s") && !dryRun) {
                    own = texts(spec, "clusterIPs");
                }
                String shown = String.join(
                                ",",
                                texts(spec, "clusterIPs").stream()
                                        .map(this::hidden)
                                        .toList()) + " " + String.join(",", texts(spec, "ipFamilies")) + " "
                        + spec.path("ipFamilyPolicy").stringValue("");
                return shown.isBlank() ? Integer.toString(result.code()) : result.code() + " " + shown;
            } catch (ApiException e) {
                String message = e.getMessage();
                for (int i = 0; i < own.size(); i++) {
                    message = own.get(i).equals("None") ? message : message.replace(own.get(i), "$" + (i + 1));
                }
                return e.code() + " " + message;
            }
        }

        private WriteResult send(JsonNode step, String name, WriteRequest.Options options) {
            ObjectNode body = Json.object();
            if (step.has("spec")) {
                body.set("spec", Json.MAPPER.readTree(named(step.get("spec").toString())));
            }
            var type = cluster.type("v1", "Service");
            return switch (step.get("do").stringValue()) {
                case "create" -> {
                    body.putObject("metadata").put("name", name);
                    yield cluster.write(new WriteRequest.Create(
                            type, "default", "", "", Json.write(body), JSON, cluster.caller, options));
                }
                case "put" -> {
                    body.putObject("metadata").put("name", name);
                    yield cluster.write(new WriteRequest.Update(
                            type, "default", name, "", Json.write(body), JSON, cluster.caller, options));
                }
                case "merge" ->
                    cluster.write(new WriteRequest.Patch(
                            type,
                            "default",
                            name,
                            "",
                            Json.write(body),
                            "application/merge-patch+json",
                            false,
                            cluster.caller,
                            options));
                default -> cluster.delete("v1", "Service", "default", name, "");
            };
        }

        /** {@code $1} and {@code $2} are the addresses that the service was given. */
        private String named(String spec) {
            return spec.replace("$1", own.isEmpty() ? "" : own.getFirst())
                    .replace("$2", own.size() < 2 ? "" : own.get(1));
        }

        private String hidden(String address) {
            return address.equals("None") || steps.toString().contains("\"" + address + "\"")
                    ? address
                    : address.contains(":") ? "v6" : "v4";
        }

        private static List<String> texts(JsonNode spec, String field) {
            return spec.path(field).valueStream().map(JsonNode::stringValue).toList();
        }
    }
}
