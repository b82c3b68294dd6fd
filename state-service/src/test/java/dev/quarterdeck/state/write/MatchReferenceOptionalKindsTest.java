package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Workload, PodGroup, StorageVersionMigration and the group of a Pod, told in {@code optional-answers.json}: requests, and what a Kubernetes 1.36 server with
 * GenericWorkload, GangScheduling and StorageVersionMigrator on answered to them.
 */
class MatchReferenceOptionalKindsTest {
    private static final Features ON = Features.parse(
            "GenericWorkload=true,GangScheduling=true,StorageVersionMigrator=true",
            "scheduling.k8s.io/v1alpha2=true,storagemigration.k8s.io/v1beta1=true");
    private static final String POD =
            "{'metadata':{'name':'x'},'spec':{'schedulingGroup':{'podGroupName':'g'},'containers':[{'name':'c','image':'i'}]}}";

    @TestFactory
    Stream<DynamicTest> answersAsTheReferenceDoes() throws IOException {
        return RecordedAnswers.array("optional-answers.json").stream()
                .map(each -> dynamicTest(each.path("title").asString(), () -> ask(each)));
    }

    private static WriteFixture cluster(Features features) {
        WriteFixture cluster = WriteFixture.with(features).namespace("default");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster;
    }

    private static void ask(JsonNode answer) {
        WriteFixture cluster = cluster(ON);
        int slash = answer.path("kind").asString().lastIndexOf('/');
        String version = answer.path("kind").asString().substring(0, slash);
        String kind = answer.path("kind").asString().substring(slash + 1);
        String namespace = cluster.type(version, kind).namespaced() ? "default" : "";
        try {
            ObjectNode got = answer.path("verb").asString().equals("create")
                    ? cluster.create(version, kind, namespace, text(answer.path("body")))
                    : updated(cluster, version, kind, namespace, answer);
            assertThat(answer.path("code").asInt()).as(got.toString()).isLessThan(300);
            answer.path("object").properties().forEach(field -> assertThat(
                            kept(got.path(field.getKey()), field.getValue()))
                    .isEqualTo(field.getValue()));
        } catch (ApiException e) {
            JsonNode status = e.toStatus();
            assertThat(status.path("code").asInt())
                    .as(status.toString())
                    .isEqualTo(answer.path("code").asInt());
            assertThat(status.path("reason")).isEqualTo(answer.path("reason"));
            if (answer.has("message")) {
                assertThat(status.path("message")).isEqualTo(answer.path("message"));
                assertThat(status.path("details").path("causes").valueStream().toList())
                        .isEqualTo(answer.path("causes").valueStream().toList());
            }
        }
    }

    private static ObjectNode updated(
            WriteFixture cluster, String version, String kind, String namespace, JsonNode answer) {
        ObjectNode stored = cluster.create(version, kind, namespace, text(answer.path("old")));
        String subresource = answer.path("verb").asString().replaceFirst("update/?", "");
        if (!subresource.isEmpty() && answer.path("old").has("status")) {
            stored.set("status", answer.path("old").path("status"));
            stored = WriteFixture.tree(cluster.put(version, kind, namespace, "x", subresource, stored));
        }
        ObjectNode body = stored.deepCopy();
        answer.path("body").properties().forEach(field -> {
            if (kind.equals("Pod")) {
                ((ObjectNode) body.path("spec")).setAll((ObjectNode) field.getValue());
            } else if (field.getKey().equals("metadata")) {
                ((ObjectNode) body.path("metadata")).setAll((ObjectNode) field.getValue());
            } else {
                body.set(field.getKey(), field.getValue());
            }
        });
        return WriteFixture.tree(cluster.put(version, kind, namespace, "x", subresource, body));
    }

    /** Of metadata and of pods only what the reference was asked for. */
    private static JsonNode kept(JsonNode got, JsonNode wanted) {
        if (got instanceof ObjectNode object && (object.has("uid") || wanted.has("schedulingGroup"))) {
            object.properties().removeIf(field -> !wanted.has(field.getKey()));
        }
        return got;
    }

    private static String text(JsonNode body) {
        return new String(Json.write((ObjectNode) body), StandardCharsets.UTF_8);
    }

    private static final String GROUP =
            "{'metadata':{'name':'g'%s},'spec':{'schedulingPolicy':{'gang':{'minCount':2}}}}";
    private static final String JOB =
            "{'metadata':{'name':'j'},'spec':{'parallelism':2,'template':{'spec':{'restartPolicy':'Never'%s,'containers':[{'name':'c','image':'i'}]}}}}";

    private static void refusesAnotherParallelism(WriteFixture cluster) {
        ObjectNode job = cluster.get("batch/v1", "Job", "default", "j");
        ((ObjectNode) job.path("spec")).put("parallelism", 3);
        assertThatThrownBy(() -> cluster.put("batch/v1", "Job", "default", "j", "", job))
                .hasMessage(
                        "jobs.batch \"j\" is forbidden: cannot change parallelism for a Job referencing gang-scheduled PodGroup \"g\"");
    }

    @Test
    void theParallelismOfAGangStays() {
        WriteFixture named = cluster(ON);
        named.create("scheduling.k8s.io/v1alpha2", "PodGroup", "default", GROUP.formatted(""));
        named.create("batch/v1", "Job", "default", JOB.formatted(",'schedulingGroup':{'podGroupName':'g'}"));
        refusesAnotherParallelism(named);

        WriteFixture owned = cluster(ON);
        String uid = owned.create("batch/v1", "Job", "default", JOB.formatted(""))
                .path("metadata")
                .path("uid")
                .asString();
        ObjectNode job = owned.get("batch/v1", "Job", "default", "j");
        ((ObjectNode) job.path("spec")).put("parallelism", 4);
        owned.put("batch/v1", "Job", "default", "j", "", job);
        owned.create(
                "scheduling.k8s.io/v1alpha2",
                "PodGroup",
                "default",
                GROUP.formatted(
                        ",'ownerReferences':[{'apiVersion':'batch/v1','kind':'Job','name':'j','controller':true,'uid':'"
                                + uid + "'}]"));
        refusesAnotherParallelism(owned);
    }

    @Test
    void whatIsOffIsDroppedButNotTakenAway() {
        WriteFixture on = cluster(ON);
        ObjectNode pod = on.create("v1", "Pod", "default", POD);
        assertThat(pod.path("spec").path("schedulingGroup").path("podGroupName").asString())
                .isEqualTo("g");
        assertThat(cluster(Features.defaults())
                        .create("v1", "Pod", "default", POD)
                        .path("spec")
                        .has("schedulingGroup"))
                .isFalse();
        WriteFixture off = on.replica();
        ObjectNode labelled = pod.deepCopy();
        ((ObjectNode) labelled.path("metadata")).putObject("labels").put("a", "b");
        ObjectNode updated = WriteFixture.tree(off.put("v1", "Pod", "default", "x", "", labelled));
        assertThat(updated.path("spec")
                        .path("schedulingGroup")
                        .path("podGroupName")
                        .asString())
                .isEqualTo("g");
    }
}
