package dev.quarterdeck.scheduler.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.codec.YamlTreeReader;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What users read when no node takes a pod, word for word: {@code answers.yaml} is what kube-scheduler 1.36.2 said of the clusters in {@code scenarios.yaml}, in
 * the pod's condition and in its first event.
 */
class SayWhatKubeSchedulerSaysTest {
    private static final KubernetesSerialization MODELS = new KubernetesSerialization();
    private static final Map<String, Integer> PRIORITIES = Map.of("high", 100, "middle", 50, "never", 100);

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = SayWhatKubeSchedulerSaysTest.class.getResourceAsStream(name)) {
            return YamlTreeReader.read(Objects.requireNonNull(in).readAllBytes())
                    .tree();
        }
    }

    @TestFactory
    List<DynamicTest> everyScenario() throws IOException {
        JsonNode answers = read("answers.yaml");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode scenario : read("scenarios.yaml")) {
            String name = scenario.path("name").asString("");
            tests.add(DynamicTest.dynamicTest(name, () -> compare(scenario, answers.path(name))));
        }
        assertThat(tests).hasSizeGreaterThan(45);
        return tests;
    }

    private static void compare(JsonNode scenario, JsonNode answer) throws Exception {
        SchedulerHarness it = new SchedulerHarness();
        for (Map.Entry<String, JsonNode> each : scenario.path("nodes").properties()) {
            it.create(object(node(each.getKey(), each.getValue())));
        }
        for (JsonNode each : scenario.path("objects")) {
            it.create(object((ObjectNode) each));
        }
        for (Map.Entry<String, JsonNode> each : scenario.path("pods").properties()) {
            it.create(object(pod(each.getKey(), each.getValue())));
        }
        it.create(object(pod("p", scenario.path("pod"))));
        it.run();
        Pod pod = it.pod("p");
        PodCondition said = null;
        if (pod.getStatus() != null) {
            for (PodCondition condition : pod.getStatus().getConditions()) {
                said = condition.getType().equals("PodScheduled") ? condition : said;
            }
        }
        // The API server says that a pod is gated.
        boolean gated = answer.path("reason").asString("").equals("SchedulingGated");
        assertThat(said == null ? "" : said.getReason())
                .isEqualTo(gated ? "" : answer.path("reason").asString(""));
        assertThat(said == null ? "" : said.getMessage())
                .isEqualTo(gated ? "" : answer.path("condition").asString(""));
        assertThat(it.nodeOf("p")).isEqualTo(answer.path("node").asString(""));
        String event = it.events.events().stream()
                .filter(e -> e.contains(" Pod/p "))
                .map(e -> e.substring(e.indexOf(" Pod/p ") + 7))
                .findFirst()
                .orElse("");
        assertThat(event).isEqualTo(answer.path("event").asString(""));
    }

    private static HasMetadata object(ObjectNode tree) {
        return MODELS.unmarshal(new String(Json.write(tree), StandardCharsets.UTF_8));
    }

    private static ObjectNode node(String name, JsonNode more) {
        ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode labels = node.putObject("metadata").put("name", name).putObject("labels");
        labels.put("kubernetes.io/hostname", name);
        more.path("labels").properties().forEach(l -> labels.set(l.getKey(), l.getValue()));
        node.set("spec", more.has("spec") ? more.get("spec") : Json.object());
        ObjectNode allocatable = node.putObject("status").putObject("allocatable");
        allocatable.put("cpu", "2").put("memory", "4Gi").put("pods", "10");
        more.path("allocatable").properties().forEach(a -> allocatable.set(a.getKey(), a.getValue()));
        return node;
    }

    private static ObjectNode pod(String name, JsonNode more) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name).put("namespace", "default");
        if (more.has("labels")) {
            metadata.set("labels", more.get("labels"));
        }
        ObjectNode spec = more.has("spec") ? ((ObjectNode) more.get("spec")).deepCopy() : Json.object();
        pod.set("spec", spec);
        spec.put("schedulerName", "default-scheduler");
        ObjectNode container =
                spec.putArray("containers").addObject().put("name", "c").put("image", "app:1");
        ObjectNode requests = container.putObject("resources").putObject("requests");
        for (String resource : List.of("cpu", "memory")) {
            if (more.has(resource)) {
                requests.set(resource, more.get(resource));
            }
        }
        more.path("more").properties().forEach(m -> requests.set(m.getKey(), m.getValue()));
        if (more.path("restarts").asBoolean(false)) {
            ObjectNode rule = container
                    .put("restartPolicy", "Never")
                    .putArray("restartPolicyRules")
                    .addObject();
            rule.put("action", "RestartAllContainers")
                    .putObject("exitCodes")
                    .put("operator", "In")
                    .putArray("values")
                    .add(42);
        }
        if (more.has("ports")) {
            container.set("ports", more.get("ports"));
        }
        ArrayNode volumes = spec.withArray("volumes");
        for (JsonNode claim : more.path("claims")) {
            volumes.addObject()
                    .put("name", claim.asString(""))
                    .putObject("persistentVolumeClaim")
                    .put("claimName", claim.asString(""));
        }
        ArrayNode devices = spec.withArray("resourceClaims");
        for (JsonNode claim : more.path("devices")) {
            devices.addObject().put("name", claim.asString("")).put("resourceClaimName", claim.asString(""));
        }
        for (JsonNode template : more.path("templates")) {
            devices.addObject()
                    .put("name", template.asString(""))
                    .put("resourceClaimTemplateName", template.asString(""));
        }
        if (more.has("node")) {
            spec.set("nodeName", more.get("node"));
        }
        String priority = more.path("priority").asString("");
        spec.put("priority", PRIORITIES.getOrDefault(priority, 0));
        spec.put("preemptionPolicy", priority.equals("never") ? "Never" : "PreemptLowerPriority");
        return pod;
    }
}
