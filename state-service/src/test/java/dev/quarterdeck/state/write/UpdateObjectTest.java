package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class UpdateObjectTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    private ObjectNode map() {
        return cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'a'},'data':{'k':'v'}}");
    }

    @Test
    void replacesAndMovesTheResourceVersion() {
        ObjectNode before = map();
        ((ObjectNode) before.get("data")).put("k", "w");

        ObjectNode after = cluster.update(before);

        assertThat(after.path("data").get("k").stringValue()).isEqualTo("w");
        assertThat(after.path("metadata").get("resourceVersion"))
                .isNotEqualTo(before.path("metadata").get("resourceVersion"));
        assertThat(after.path("metadata").get("uid"))
                .isEqualTo(before.path("metadata").get("uid"));
    }

    @Test
    void writesNothingWhereNothingChanges() {
        ObjectNode before = map();
        assertThat(cluster.put("v1", "ConfigMap", "default", "a", "", before).revision())
                .isZero();
        assertThat(cluster.update(before)).isEqualTo(before);
    }

    @Test
    void saysWhatIsWrongWithABodyBeforeThatNothingIsThere() {
        ObjectNode other = map();
        assertThatThrownBy(() -> cluster.put("v1", "ConfigMap", "default", "b", "", other))
                .hasMessage("the name of the object (a) does not match the name on the URL (b)");
        assertThatThrownBy(() -> cluster.put("v1", "Pod", "default", "p", "", (ObjectNode)
                        dev.quarterdeck.kube.object.Json.read("{\"metadata\":{\"name\":\"p\"}}".getBytes())))
                .hasMessage("pods \"p\" not found");
    }

    @Test
    void takesEmptyForAbsent() {
        ObjectNode before = cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        ObjectNode update = before.deepCopy();
        update.withObjectProperty("metadata").putObject("annotations");
        ObjectNode pod = (ObjectNode) update.at("/spec/template/spec");
        pod.putObject("nodeSelector");
        pod.putArray("tolerations");
        pod.put("hostNetwork", false);
        assertThat(cluster.update(update)).isEqualTo(before);
    }

    @Test
    void refusesAStaleUpdate() {
        ObjectNode first = map();
        ObjectNode second = first.deepCopy();
        second.putObject("data").put("k", "2");
        cluster.update(second);
        first.putObject("data").put("k", "1");

        assertThatThrownBy(() -> cluster.update(first))
                .isInstanceOf(ApiException.class)
                .hasMessage("Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                        + " please apply your changes to the latest version and try again")
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(409);
    }

    @Test
    void needsAResourceVersionWhereTheKindSaysSo() {
        ObjectNode budget = cluster.create(
                "policy/v1",
                "PodDisruptionBudget",
                "default",
                "{'metadata':{'name':'a'},'spec':{'minAvailable':1,'selector':{'matchLabels':{'a':'b'}}}}");
        ((ObjectNode) budget.get("metadata")).remove("resourceVersion");
        ((ObjectNode) budget.get("spec")).put("minAvailable", 2);

        assertThatThrownBy(() -> cluster.update(budget))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    @Test
    void createsWhereTheKindLetsIt() {
        ObjectNode body = map().objectNode();
        body.put("apiVersion", "v1")
                .put("kind", "Endpoints")
                .putObject("metadata")
                .put("name", "e");
        assertThat(cluster.put("v1", "Endpoints", "default", "e", "", body).code())
                .isEqualTo(201);
        body.put("kind", "ConfigMap");
        assertThatThrownBy(() -> cluster.put("v1", "ConfigMap", "default", "e", "", body))
                .hasMessage("configmaps \"e\" not found");
    }

    @Test
    void countsGenerationsOfTheSpecAndKeepsTheStatusApart() {
        ObjectNode deployment = cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        assertThat(deployment.path("metadata").path("generation").intValue()).isEqualTo(1);
        deployment.withObjectProperty("status").put("replicas", 3);
        deployment.withObjectProperty("spec").put("replicas", 2);

        deployment = cluster.update(deployment);

        assertThat(deployment.path("status").has("replicas")).isFalse();
        assertThat(deployment.path("metadata").path("generation").intValue()).isEqualTo(2);
        deployment.withObjectProperty("status").put("replicas", 3);
        deployment.withObjectProperty("spec").put("replicas", 9);

        deployment = cluster.update(deployment, "status");

        assertThat(deployment.path("status").path("replicas").intValue()).isEqualTo(3);
        assertThat(deployment.path("spec").path("replicas").intValue()).isEqualTo(2);
        assertThat(deployment.path("metadata").path("generation").intValue()).isEqualTo(2);
    }

    @Test
    void scalesThroughTheSubresource() {
        cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        ObjectNode scale = map().objectNode();
        scale.put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        scale.putObject("metadata").put("name", "web").put("namespace", "default");
        scale.putObject("spec").put("replicas", 5);

        ObjectNode answer = WriteFixture.tree(cluster.put("apps/v1", "Deployment", "default", "web", "scale", scale));

        assertThat(answer.path("kind").stringValue()).isEqualTo("Scale");
        assertThat(answer.path("spec").path("replicas").intValue()).isEqualTo(5);
        assertThat(answer.path("status").path("selector").stringValue()).isEqualTo("a=b");
        assertThat(cluster.get("apps/v1", "Deployment", "default", "web")
                        .path("metadata")
                        .path("generation")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void decidesOnWhatAnotherReplicaWrote() {
        WriteFixture other = cluster.replica();
        ObjectNode first = map();
        ObjectNode second = first.deepCopy();
        second.putObject("data").put("k", "other");
        second = other.update(second);

        assertThat(cluster.update(second)).as("not stale here either").isEqualTo(second);
        second.putObject("data").put("k", "again");
        other.update(second);
        ObjectNode merged =
                WriteFixture.tree(cluster.patch("v1", "ConfigMap", "default", "a", "", "merge", "{'data':{'l':'x'}}"));
        assertThat(merged.path("data").toString()).isEqualTo("{\"k\":\"again\",\"l\":\"x\"}");
        other.delete("v1", "ConfigMap", "default", "a", "");
        assertThatThrownBy(() -> cluster.patch("v1", "ConfigMap", "default", "a", "", "merge", "{'data':{'l':'y'}}"))
                .hasMessage("configmaps \"a\" not found");
    }

    @Test
    void losesNoUnconditionalUpdateToAnother() {
        map();
        CompletableFuture<?>[] all = IntStream.range(0, 64)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    ObjectNode body = cluster.get("v1", "ConfigMap", "default", "a");
                    body.withObjectProperty("metadata").remove("resourceVersion");
                    body.putObject("data").put("k", Integer.toString(i));
                    cluster.update(body);
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        assertThat(cluster.get("v1", "ConfigMap", "default", "a")
                        .path("metadata")
                        .path("resourceVersion")
                        .stringValue())
                .isEqualTo("66");
    }
}
