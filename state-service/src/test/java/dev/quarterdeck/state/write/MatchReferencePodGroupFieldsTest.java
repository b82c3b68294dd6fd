package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Topology, priority and the way of displacement of groups of pods, told in {@code group-answers.json}: requests, and what a Kubernetes 1.36 server with
 * WorkloadAwarePreemption and TopologyAwareWorkloadScheduling on answered to them.
 */
class MatchReferencePodGroupFieldsTest {
    private static final Features ON = Features.parse(
            "GenericWorkload=true,GangScheduling=true,WorkloadAwarePreemption=true,TopologyAwareWorkloadScheduling=true",
            "scheduling.k8s.io/v1alpha2=true");
    private static final String VERSION = "scheduling.k8s.io/v1alpha2";

    @TestFactory
    Stream<DynamicTest> answersAsTheReferenceDoes() throws IOException {
        return RecordedAnswers.array("group-answers.json").stream()
                .map(each -> dynamicTest(each.path("title").asString(), () -> ask(each)));
    }

    private static void ask(JsonNode answer) {
        WriteFixture cluster = WriteFixture.with(ON).namespace("default");
        priorityClass(cluster, "high", 100);
        priorityClass(cluster, "system-node-critical", 2_000_001_000);
        try {
            ObjectNode got = create(cluster, answer);
            if (answer.has("change")) {
                ObjectNode spec = (ObjectNode) got.path("spec");
                answer.path("change").properties().forEach(field -> {
                    if (field.getValue().isNull()) {
                        spec.remove(field.getKey());
                    } else {
                        spec.set(field.getKey(), field.getValue());
                    }
                });
                got = WriteFixture.tree(cluster.put(VERSION, answer.path("kind").asString(), "default", "x", "", got));
            }
            assertThat(answer.path("code").asInt()).as(got.toString()).isEqualTo(201);
            assertThat(got.path("spec")).isEqualTo(answer.path("stored"));
        } catch (ApiException e) {
            JsonNode status = e.toStatus();
            assertThat(status.path("code").asInt())
                    .as(status.toString())
                    .isEqualTo(answer.path("code").asInt());
            assertThat(status.path("reason")).isEqualTo(answer.path("reason"));
            assertThat(status.path("message").asString())
                    .isEqualTo(answer.path("message").asString());
            assertThat(status.path("details").path("causes").valueStream().toList())
                    .isEqualTo(answer.path("causes").valueStream().toList());
        }
    }

    private static void priorityClass(WriteFixture cluster, String name, long value) {
        cluster.create(
                "scheduling.k8s.io/v1",
                "PriorityClass",
                "",
                "{'metadata':{'name':'" + name + "'},'value':" + value + "}");
    }

    private static ObjectNode create(WriteFixture cluster, JsonNode answer) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "x");
        object.set("spec", answer.path("spec"));
        return cluster.create(
                VERSION,
                answer.path("kind").asString(),
                "default",
                new String(Json.write(object), StandardCharsets.UTF_8));
    }
}
