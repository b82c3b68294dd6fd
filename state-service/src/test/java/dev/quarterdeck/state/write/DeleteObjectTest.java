package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DeleteObjectTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    private ObjectNode map(String finalizers) {
        return cluster.create(
                "v1", "ConfigMap", "default", "{'metadata':{'name':'a','finalizers':[" + finalizers + "]}}");
    }

    private ObjectNode runningPod() {
        cluster.create(
                "v1", "Pod", "default", "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}");
        cluster.post(
                "v1",
                "Pod",
                "default",
                "p",
                "binding",
                "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n1'}}");
        return cluster.get("v1", "Pod", "default", "p");
    }

    @Test
    void removesAndAnswersWithDetails() {
        ObjectNode map = map("");
        WriteResult result = cluster.delete("v1", "ConfigMap", "default", "a", "");

        assertThat(result.code()).isEqualTo(200);
        assertThat(new String(result.json()))
                .isEqualTo("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                        + "\"details\":{\"name\":\"a\",\"kind\":\"configmaps\",\"uid\":"
                        + map.path("metadata").get("uid") + "}}");
        assertThat(cluster.exists("v1", "ConfigMap", "default", "a")).isFalse();
        assertThatThrownBy(() -> cluster.delete("v1", "ConfigMap", "default", "a", ""))
                .hasMessage("configmaps \"a\" not found");
    }

    @Test
    void waitsForFinalizersAndGoesWithTheLast() {
        map("'example.com/x'");
        ObjectNode marked = WriteFixture.tree(cluster.delete("v1", "ConfigMap", "default", "a", ""));

        assertThat(marked.path("metadata").path("deletionTimestamp").stringValue())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(marked.path("metadata").path("deletionGracePeriodSeconds").intValue())
                .isZero();
        assertThat(cluster.delete("v1", "ConfigMap", "default", "a", "").revision())
                .isZero();

        marked.withObjectProperty("metadata").remove("finalizers");
        cluster.update(marked);

        assertThat(cluster.exists("v1", "ConfigMap", "default", "a")).isFalse();
    }

    @Test
    void leavesDependentsToTheGarbageCollectorAsAsked() {
        map("");
        WriteResult foreground =
                cluster.delete("v1", "ConfigMap", "default", "a", "{'propagationPolicy':'Foreground'}");
        assertThat(WriteFixture.tree(foreground)
                        .path("metadata")
                        .get("finalizers")
                        .get(0)
                        .stringValue())
                .isEqualTo("foregroundDeletion");
        WriteResult orphan = cluster.delete("v1", "ConfigMap", "default", "a", "{'propagationPolicy':'Orphan'}");
        assertThat(WriteFixture.tree(orphan)
                        .path("metadata")
                        .get("finalizers")
                        .get(0)
                        .stringValue())
                .isEqualTo("orphan");
    }

    @Test
    void orphansThePodsOfAJobUnlessToldOtherwise() {
        String job = "{'metadata':{'name':'j'},'spec':{'template':{'spec':{'restartPolicy':'Never','containers':"
                + "[{'name':'c','image':'i:1'}]}}}}";
        cluster.create("batch/v1", "Job", "default", job);
        ObjectNode marked = WriteFixture.tree(cluster.delete("batch/v1", "Job", "default", "j", ""));
        assertThat(marked.path("metadata").get("finalizers").get(0).stringValue())
                .isEqualTo("orphan");
        assertThat(marked.path("metadata").get("generation").intValue()).isEqualTo(2);
    }

    @Test
    void removesAPodWithoutANodeAtOnce() {
        cluster.create(
                "v1", "Pod", "default", "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}");
        cluster.delete("v1", "Pod", "default", "p", "");
        assertThat(cluster.exists("v1", "Pod", "default", "p")).isFalse();
    }

    @Test
    void givesARunningPodTimeAndOnlyEverShortensIt() {
        runningPod();
        ObjectNode marked = WriteFixture.tree(cluster.delete("v1", "Pod", "default", "p", ""));
        assertThat(marked.path("metadata").path("deletionTimestamp").stringValue())
                .isEqualTo("2026-01-02T03:04:35Z");
        assertThat(marked.path("metadata").path("deletionGracePeriodSeconds").intValue())
                .isEqualTo(30);
        assertThat(marked.path("metadata").path("generation").intValue()).isEqualTo(2);

        cluster.delete("v1", "Pod", "default", "p", "{'gracePeriodSeconds':60}");
        assertThat(cluster.get("v1", "Pod", "default", "p")).isEqualTo(marked);

        ObjectNode shorter = WriteFixture.tree(cluster.delete("v1", "Pod", "default", "p", "{'gracePeriodSeconds':5}"));
        assertThat(shorter.path("metadata").path("deletionTimestamp").stringValue())
                .isEqualTo("2026-01-02T03:04:10Z");

        ObjectNode last = WriteFixture.tree(cluster.delete("v1", "Pod", "default", "p", "{'gracePeriodSeconds':0}"));
        assertThat(last.path("kind").stringValue()).isEqualTo("Pod");
        assertThat(cluster.exists("v1", "Pod", "default", "p")).isFalse();
    }

    @Test
    void holdsToPreconditions() {
        map("");
        assertThatThrownBy(() -> cluster.delete("v1", "ConfigMap", "default", "a", "{'preconditions':{'uid':'other'}}"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("the UID in the precondition (other) does not match the UID in record (")
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(409);
        assertThatThrownBy(() ->
                        cluster.delete("v1", "ConfigMap", "default", "a", "{'preconditions':{'resourceVersion':'1'}}"))
                .hasMessageContaining("the ResourceVersion in the precondition (1) does not match");
    }

    @Test
    void endsANamespaceInTwoSteps() {
        cluster.namespace("old");
        ObjectNode namespace = WriteFixture.tree(cluster.delete("v1", "Namespace", "", "old", ""));
        assertThat(namespace.path("status").path("phase").stringValue()).isEqualTo("Terminating");
        assertThat(cluster.delete("v1", "Namespace", "", "old", "").revision()).isZero();

        namespace.withObjectProperty("spec").putArray("finalizers");
        cluster.update(namespace, "finalize");

        assertThat(cluster.exists("v1", "Namespace", "", "old")).isFalse();
        assertThatThrownBy(() -> cluster.delete("v1", "Namespace", "", "default", ""))
                .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void deletesWhatSelectorsMatch() {
        for (int i = 0; i < 70; i++) {
            cluster.create(
                    "v1",
                    "ConfigMap",
                    "default",
                    "{'metadata':{'name':'m" + i + "','labels':{'odd':'" + (i % 2 == 1) + "'}}}");
        }
        WriteResult result = cluster.write(new WriteRequest.DeleteCollection(
                cluster.type("v1", "ConfigMap"),
                "default",
                "odd=true",
                "",
                null,
                WriteFixture.JSON,
                WriteFixture.ADMIN,
                WriteRequest.Options.NONE));
        ObjectNode list = WriteFixture.tree(result);
        assertThat(list.path("kind").stringValue()).isEqualTo("ConfigMapList");
        assertThat(list.path("items")).hasSize(35);
        assertThat(list.at("/items/0/metadata/name").stringValue()).isEqualTo("m1");
        assertThat(cluster.exists("v1", "ConfigMap", "default", "m0")).isTrue();
        assertThat(cluster.exists("v1", "ConfigMap", "default", "m69")).isFalse();
    }

    @Test
    void bindsAPodOnce() {
        ObjectNode pod = runningPod();
        assertThat(pod.path("spec").path("nodeName").stringValue()).isEqualTo("n1");
        assertThat(pod.path("status").path("conditions").get(0).path("type").stringValue())
                .isEqualTo("PodScheduled");
        assertThatThrownBy(() -> cluster.post(
                        "v1", "Pod", "default", "p", "binding", "{'metadata':{'name':'p'},'target':{'name':'n2'}}"))
                .isInstanceOf(ApiException.class)
                .hasMessage("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node"
                        + " \"n1\"");
    }
}
