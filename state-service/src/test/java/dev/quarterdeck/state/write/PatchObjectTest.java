package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PatchObjectTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    @BeforeEach
    void makeAMap() {
        cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'a'},'data':{'k':'v','l':'w'}}");
    }

    private ObjectNode patch(String kind, String body) {
        return WriteFixture.tree(cluster.patch("v1", "ConfigMap", "default", "a", "", kind, body));
    }

    @Test
    void mergesAndRemoves() {
        assertThat(patch("merge", "{'data':{'k':null,'m':'x'}}").path("data").toString())
                .isEqualTo("{\"l\":\"w\",\"m\":\"x\"}");
    }

    @Test
    void appliesJsonPatches() {
        assertThat(patch("json", "[{'op':'replace','path':'/data/k','value':'x'}]")
                        .path("data")
                        .path("k")
                        .stringValue())
                .isEqualTo("x");
    }

    @Test
    void mergesListsByKey() {
        cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        ObjectNode patched = WriteFixture.tree(cluster.patch(
                "apps/v1",
                "Deployment",
                "default",
                "web",
                "",
                "strategic-merge",
                "{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'i:2'}]}}}}"));
        assertThat(patched.at("/spec/template/spec/containers/0/image").stringValue())
                .isEqualTo("i:2");
        assertThat(patched.at("/spec/template/spec/containers/0/terminationMessagePath")
                        .stringValue())
                .isEqualTo("/dev/termination-log");
        assertThat(patched.at("/metadata/generation").intValue()).isEqualTo(2);
    }

    @Test
    void refusesAnOldResourceVersion() {
        assertThatThrownBy(() -> patch("merge", "{'metadata':{'resourceVersion':'1'},'data':{'k':'x'}}"))
                .isInstanceOf(ApiException.class)
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(409);
    }

    @Test
    void refusesToRename() {
        assertThatThrownBy(() -> patch("merge", "{'metadata':{'name':'b'}}"))
                .hasMessage("the name of the object (b) does not match the name on the URL (a)");
    }

    @Test
    void warnsOfUnknownFields() {
        assertThat(cluster.patch("v1", "ConfigMap", "default", "a", "", "merge", "{'datas':{}}")
                        .warnings())
                .containsExactly("unknown field \"datas\"");
    }

    @Test
    void refusesAConfigurationOfNoKind() {
        assertThatThrownBy(() -> patch("apply", "{}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage("invalid object type: /, Kind=");
    }

    @Test
    void losesNoneOfManyPatchesAtOnce() {
        CompletableFuture<?>[] all = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.runAsync(() -> patch("merge", "{'data':{'n" + i + "':'x'}}")))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        assertThat(cluster.get("v1", "ConfigMap", "default", "a").path("data").size())
                .isEqualTo(42);
    }

    @Test
    void scalesByPatch() {
        cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        ObjectNode scale = WriteFixture.tree(
                cluster.patch("apps/v1", "Deployment", "default", "web", "scale", "merge", "{'spec':{'replicas':4}}"));
        assertThat(scale.path("kind").stringValue()).isEqualTo("Scale");
        assertThat(cluster.get("apps/v1", "Deployment", "default", "web")
                        .at("/spec/replicas")
                        .intValue())
                .isEqualTo(4);
    }
}
