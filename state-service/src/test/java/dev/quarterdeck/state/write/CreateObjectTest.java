package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class CreateObjectTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    @Test
    void fillsInMetadata() {
        ObjectNode map = cluster.create(
                "v1",
                "ConfigMap",
                "default",
                "{'metadata':{'name':'a','uid':'x','creationTimestamp':null,'selfLink':'/x','generation':7,"
                        + "'managedFields':[{}],'deletionTimestamp':'2020-01-01T00:00:00Z'},'data':{'k':'v'}}");

        ObjectNode metadata = (ObjectNode) map.get("metadata");
        assertThat(metadata.propertyNames())
                .containsExactlyInAnyOrder(
                        "name",
                        "namespace",
                        "uid",
                        "resourceVersion",
                        "creationTimestamp",
                        "generation",
                        "managedFields");
        assertThat(metadata.get("uid").stringValue()).hasSize(36).isNotEqualTo("x");
        assertThat(metadata.get("creationTimestamp").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(map.get("kind").stringValue()).isEqualTo("ConfigMap");
        assertThat(map.get("apiVersion").stringValue()).isEqualTo("v1");
        assertThat(map.path("data").get("k").stringValue()).isEqualTo("v");
    }

    @Test
    void answersWithTheRevisionThatItIsDurableAt() {
        WriteResult result = cluster.post("v1", "ConfigMap", "default", "", "", "{'metadata':{'name':'a'}}");

        assertThat(result.code()).isEqualTo(201);
        assertThat(WriteFixture.tree(result)
                        .path("metadata")
                        .get("resourceVersion")
                        .stringValue())
                .isEqualTo(Long.toString(result.revision()));
    }

    @Test
    void refusesANameThatIsTaken() {
        cluster.create("apps/v1", "Deployment", "default", deployment("web"));

        assertThatThrownBy(() -> cluster.create("apps/v1", "Deployment", "default", deployment("web")))
                .isInstanceOf(ApiException.class)
                .hasMessage("deployments.apps \"web\" already exists")
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(409);
    }

    static String deployment(String name) {
        return "{'metadata':{'name':'" + name + "'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':"
                + "{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}";
    }

    @Test
    void generatesNames() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            names.add(cluster.create("v1", "ConfigMap", "default", "{'metadata':{'generateName':'x-'}}")
                    .path("metadata")
                    .get("name")
                    .stringValue());
        }
        assertThat(names).hasSize(50).allMatch(n -> n.matches("x-[bcdfghjklmnpqrstvwxz2456789]{5}"));
    }

    @Test
    void cutsTheGivenPartOfAGeneratedName() {
        String prefix = "p".repeat(70);
        assertThat(cluster.create("v1", "ConfigMap", "default", "{'metadata':{'generateName':'" + prefix + "'}}")
                        .path("metadata")
                        .get("name")
                        .stringValue())
                .hasSize(63)
                .startsWith("p".repeat(58));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'apiVersion':'v2','metadata':{'name':'a'}} | ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30"
            {'metadata':{'name':'a','namespace':'other'}} | the namespace of the provided object does not match the namespace sent on the request
            """)
    void refusesWhatDoesNotAgreeWithThePath(String body, String message) {
        assertThatThrownBy(() -> cluster.create("v1", "ConfigMap", "default", body))
                .isInstanceOf(ApiException.class)
                .hasMessage(message)
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(400);
    }

    @Test
    void refusesAMissingNamespace() {
        assertThatThrownBy(() -> cluster.create("v1", "ConfigMap", "nowhere", "{'metadata':{'name':'a'}}"))
                .isInstanceOf(ApiException.class)
                .hasMessage("namespaces \"nowhere\" not found")
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(404);
    }

    @Test
    void writesNothingInADryRun() {
        WriteResult result = cluster.write(new WriteRequest.Create(
                cluster.type("v1", "ConfigMap"),
                "default",
                "",
                "",
                WriteFixture.json("{'metadata':{'name':'a'}}"),
                WriteFixture.JSON,
                WriteFixture.ADMIN,
                new WriteRequest.Options(true, "", "")));

        assertThat(result.code()).isEqualTo(201);
        assertThat(WriteFixture.tree(result).path("metadata").has("uid")).isTrue();
        assertThat(cluster.exists("v1", "ConfigMap", "default", "a")).isFalse();
    }

    @Test
    void seesTheEndOfANamespaceOnEveryReplica() {
        cluster.namespace("old");
        WriteFixture other = cluster.replica();
        other.create("v1", "ConfigMap", "old", "{'metadata':{'name':'before'}}");
        cluster.delete("v1", "Namespace", "", "old", "");

        assertThatThrownBy(() -> other.create("v1", "ConfigMap", "old", "{'metadata':{'name':'after'}}"))
                .hasMessageContaining("because it is being terminated");
    }

    @Test
    void namesTheReasonWhenTheNamespaceIsGoingAway() {
        cluster.namespace("old");
        cluster.delete("v1", "Namespace", "", "old", "");

        assertThatThrownBy(() -> cluster.create("v1", "ConfigMap", "old", "{'metadata':{'name':'a'}}"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(403);
                    assertThat(e.getMessage())
                            .isEqualTo("configmaps \"a\" is forbidden: unable to create new content in namespace old"
                                    + " because it is being terminated");
                    assertThat(e.details().causes().getFirst().reason()).isEqualTo("NamespaceTerminating");
                });
    }
}
