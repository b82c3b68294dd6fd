package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Small things that a server of the reference was asked, and what it answered. */
class MatchServerTest {
    private static final String POD = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";

    private final WriteFixture cluster = new WriteFixture().namespace("default");

    private ObjectNode patch(String apiVersion, String kind, String name, String sub, String body) {
        return WriteFixture.tree(cluster.patch(apiVersion, kind, "default", name, sub, "merge", body));
    }

    @Test
    void aNegativeGracePeriodIsTheShortest() {
        cluster.create("v1", "Pod", "default", POD);
        cluster.post("v1", "Pod", "default", "p", "binding", "{'metadata':{'name':'p'},'target':{'name':'n'}}");
        cluster.delete("v1", "Pod", "default", "p", "{'gracePeriodSeconds':10}");
        assertThat(WriteFixture.tree(cluster.delete("v1", "Pod", "default", "p", "{'gracePeriodSeconds':-1}"))
                        .at("/metadata/deletionGracePeriodSeconds")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void aPodThatGoesAtOnceSaysWhen() {
        cluster.create("v1", "Pod", "default", POD);
        ObjectNode gone = WriteFixture.tree(cluster.delete("v1", "Pod", "default", "p", ""));
        assertThat(gone.at("/metadata/deletionGracePeriodSeconds").intValue()).isZero();
        assertThat(gone.at("/metadata/deletionTimestamp").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(gone.at("/metadata/generation").intValue()).isEqualTo(2);
    }

    @Test
    void theFirstOfAPodsAddressesIsItsAddress() {
        cluster.create("v1", "Pod", "default", POD);
        assertThat(patch("v1", "Pod", "p", "status", "{'status':{'podIP':'10.0.0.1'}}")
                        .at("/status/podIPs/0/ip")
                        .stringValue())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void annotationsSetWithTheStatusAreNoNewGeneration() {
        cluster.create("apps/v1", "Deployment", "default", CreateObjectTest.deployment("web"));
        assertThat(patch(
                                "apps/v1",
                                "Deployment",
                                "web",
                                "status",
                                "{'metadata':{'annotations':{'a':'b'},'labels':{'l':'m'}}}")
                        .get("metadata")
                        .toString())
                .contains("\"annotations\":{\"a\":\"b\"}", "\"generation\":1")
                .doesNotContain("\"labels\":");
    }

    @Test
    void aUidInAPatchIsAChange() {
        cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'a'}}");
        assertThatThrownBy(() -> patch("v1", "ConfigMap", "a", "", "{'metadata':{'uid':'1'}}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessageContaining("metadata.uid: Invalid value: \"1\": field is immutable");
    }

    @Test
    void whoDeletesAJobIsToldOfItsPods() {
        cluster.create(
                "batch/v1",
                "Job",
                "default",
                "{'metadata':{'name':'j'},'spec':{'template':{'spec':{'restartPolicy':'Never','containers':"
                        + "[{'name':'c','image':'i:1'}]}}}}");
        assertThat(cluster.delete("batch/v1", "Job", "default", "j", "").warnings())
                .singleElement()
                .asString()
                .startsWith("child pods are preserved by default when jobs are deleted");
        assertThat(cluster.delete("batch/v1", "Job", "default", "j", "{'propagationPolicy':'Background'}")
                        .warnings())
                .isEmpty();
    }

    @Test
    void endpointsAreDeprecated() {
        assertThat(cluster.post("v1", "Endpoints", "default", "", "", "{'metadata':{'name':'e'}}")
                        .warnings())
                .containsExactly("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }

    @Test
    void aNamespacesPreconditionIsToldInItsOwnWords() {
        assertThatThrownBy(() -> cluster.delete("v1", "Namespace", "", "default", "{'preconditions':{'uid':'x'}}"))
                .hasMessageContaining(
                        "Operation cannot be fulfilled on namespaces \"default\": Precondition failed: UID in"
                                + " precondition: x, UID in object meta: ");
    }
}
