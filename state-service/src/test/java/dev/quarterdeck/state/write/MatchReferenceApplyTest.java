package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Field management, told in {@code apply-answers.json}: requests, and what a Kubernetes 1.36 server answered to them: code, reason, message, causes, and of
 * objects who owns what and what they hold.
 */
class MatchReferenceApplyTest {
    private static final Map<String, String> VERSIONS = Map.ofEntries(
            Map.entry("Deployment", "apps/v1"),
            Map.entry("StatefulSet", "apps/v1"),
            Map.entry("DaemonSet", "apps/v1"),
            Map.entry("ControllerRevision", "apps/v1"),
            Map.entry("Job", "batch/v1"),
            Map.entry("CronJob", "batch/v1"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
            Map.entry("Role", "rbac.authorization.k8s.io/v1"),
            Map.entry("PriorityClass", "scheduling.k8s.io/v1"),
            Map.entry("FlowSchema", "flowcontrol.apiserver.k8s.io/v1"),
            Map.entry("Ingress", "networking.k8s.io/v1"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
            Map.entry("Lease", "coordination.k8s.io/v1"),
            Map.entry("EndpointSlice", "discovery.k8s.io/v1"));
    private static final Map<String, String> PATCHES = Map.of(
            "apply", "application/apply-patch+yaml",
            "merge", "application/merge-patch+json",
            "json", "application/json-patch+json",
            "strategic", "application/strategic-merge-patch+json");

    @TestFactory
    Stream<DynamicTest> answersAsTheReferenceDoes() throws IOException {
        return RecordedAnswers.array("apply-answers.json").stream()
                .map(scenario -> dynamicTest(scenario.path("name").stringValue(), () -> new Story().run(scenario)));
    }

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final class Story {
        private final WriteFixture cluster = WriteFixture.withAdmission();

        Story() {
            cluster.caller = new Caller(
                    "admin", "", List.of("system:masters", "system:authenticated"), Map.of(), "probe/1.0", "1");
            cluster.namespace("default");
            cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        }

        void run(JsonNode scenario) {
            int number = 0;
            for (JsonNode step : scenario.path("steps")) {
                assertThat(answer(step)).as("step %d: %s", ++number, step).isEqualTo(expected(step));
            }
        }

        private String answer(JsonNode step) {
            try {
                List<String> warnings = new ArrayList<>();
                ObjectNode object;
                String code = "";
                if (step.path("do").stringValue().equals("get")) {
                    if (!cluster.exists(version(step), kind(step), namespace(step), name(step))) {
                        return "404";
                    }
                    object = cluster.get(version(step), kind(step), namespace(step), name(step));
                } else {
                    WriteResult result = cluster.write(request(step));
                    result.warnings().forEach(w -> warnings.add("299 - \"" + w.replace("\"", "\\\"") + '"'));
                    object = WriteFixture.tree(result);
                    code = result.code() + " ";
                }
                return code + warnings + " " + shown(object, step.path("object"));
            } catch (ApiException e) {
                List<String> causes = new ArrayList<>(e.details().causes().stream()
                        .map(c -> c.reason() + " " + c.field())
                        .distinct()
                        .sorted()
                        .toList());
                return e.code() + " " + e.toStatus().path("reason").stringValue("") + " " + e.getMessage() + " "
                        + causes;
            }
        }

        private static String expected(JsonNode step) {
            if (step.path("do").stringValue().equals("get") && !step.has("object")) {
                return step.path("code").asString();
            }
            if (step.has("object")) {
                String code = step.path("do").stringValue().equals("get")
                        ? ""
                        : step.path("code").intValue() + " ";
                List<String> warnings = step.path("warnings")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .toList();
                return code + warnings + " " + shown((ObjectNode) step.path("object"), step.path("object"));
            }
            List<String> causes = step.path("causes")
                    .valueStream()
                    .map(c -> c.get(0).stringValue() + " " + c.get(1).stringValue())
                    .distinct()
                    .sorted()
                    .toList();
            return step.path("code").intValue() + " " + step.path("reason").stringValue("") + " "
                    + step.path("message").stringValue("") + " " + causes;
        }

        /** Of {@code object} what the reference's answer speaks of: one line for each manager, then the rest. */
        private static String shown(ObjectNode object, JsonNode like) {
            StringBuilder text = new StringBuilder();
            for (JsonNode entry : object.path("metadata").path("managedFields")) {
                text.append('\n')
                        .append(entry.path("manager").stringValue())
                        .append(' ')
                        .append(entry.path("operation").stringValue())
                        .append(' ')
                        .append(entry.path("apiVersion").stringValue())
                        .append(' ')
                        .append(entry.path("subresource").stringValue(""))
                        .append(entry.has("time") ? " at a time " : " without time ")
                        .append(entry.path("fieldsV1"));
            }
            for (String field : new String[] {"labels", "annotations", "finalizers", "ownerReferences"}) {
                text.append('\n').append(sorted(object.path("metadata").path(field)));
            }
            for (String field : new String[] {"data", "spec", "rules"}) {
                if (like.has(field)) {
                    JsonNode value = object.path(field).deepCopy();
                    if (value instanceof ObjectNode spec) {
                        spec.remove(List.of("clusterIP", "clusterIPs", "finalizers"));
                    }
                    text.append('\n').append(sorted(value));
                }
            }
            return UID.matcher(text).replaceAll("<uid>");
        }

        private static JsonNode sorted(JsonNode node) {
            if (node instanceof ObjectNode object) {
                ObjectNode result = object.objectNode();
                object.propertyNames().stream().sorted().forEach(name -> result.set(name, sorted(object.get(name))));
                return result;
            }
            if (node instanceof ArrayNode array) {
                ArrayNode result = array.arrayNode();
                array.forEach(item -> result.add(sorted(item)));
                return result;
            }
            return node;
        }

        private WriteRequest request(JsonNode step) {
            String verb = step.path("do").stringValue();
            String sub = step.path("sub").stringValue("");
            ResourceType type = cluster.type(version(step), kind(step));
            WriteRequest.Options options = new WriteRequest.Options(
                    step.path("dryRun").booleanValue(false),
                    step.path("manager").stringValue(""),
                    step.path("validation").stringValue(""));
            byte[] body = body(step, verb);
            return switch (verb) {
                case "create" ->
                    new WriteRequest.Create(
                            type, namespace(step), "", "", body, WriteFixture.JSON, cluster.caller, options);
                case "put", "current+" ->
                    new WriteRequest.Update(
                            type, namespace(step), name(step), sub, body, WriteFixture.JSON, cluster.caller, options);
                default ->
                    new WriteRequest.Patch(
                            type,
                            namespace(step),
                            name(step),
                            sub,
                            body,
                            Objects.requireNonNull(PATCHES.get(verb)),
                            step.path("force").booleanValue(false),
                            cluster.caller,
                            options);
            };
        }

        private byte[] body(JsonNode step, String verb) {
            JsonNode body = step.get("body");
            if (verb.equals("current+")) {
                ObjectNode object = cluster.get(version(step), kind(step), namespace(step), name(step));
                return Json.write(changed(
                        step.path("sub").stringValue("").equals("scale") ? ScaleView.of(object) : object, step));
            }
            if (body instanceof ObjectNode object
                    && (verb.equals("create") || verb.equals("put") || verb.equals("apply"))) {
                ObjectNode whole = object.deepCopy();
                whole.put("apiVersion", step.path("bodyVersion").stringValue(version(step)));
                whole.put("kind", step.path("bodyKind").stringValue(kind(step)));
                ObjectNode metadata = whole.get("metadata") instanceof ObjectNode m ? m : whole.putObject("metadata");
                if (!metadata.has("name") && !metadata.has("generateName")) {
                    metadata.put("name", name(step));
                }
                return Json.write(whole);
            }
            return body.isString() ? body.stringValue().getBytes(StandardCharsets.UTF_8) : Json.write(body);
        }

        private static ObjectNode changed(ObjectNode object, JsonNode step) {
            for (Map.Entry<String, JsonNode> change : step.path("set").properties()) {
                String[] path = change.getKey().split("/");
                ObjectNode at = object;
                for (int i = 0; i < path.length - 1; i++) {
                    at = at.get(path[i]) instanceof ObjectNode next ? next : at.putObject(path[i]);
                }
                if (change.getValue().isNull()) {
                    at.remove(path[path.length - 1]);
                } else {
                    at.set(path[path.length - 1], change.getValue());
                }
            }
            return object;
        }

        private static String kind(JsonNode step) {
            return step.path("kind").stringValue();
        }

        private static String version(JsonNode step) {
            return step.path("version").stringValue(VERSIONS.getOrDefault(kind(step), "v1"));
        }

        private static String name(JsonNode step) {
            return step.path("name").stringValue("x");
        }

        private static String namespace(JsonNode step) {
            return switch (kind(step)) {
                case "Node", "Namespace", "PriorityClass", "PersistentVolume", "FlowSchema" -> "";
                default -> "default";
            };
        }
    }
}
