package dev.quarterdeck.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.definition.DefinitionCatalog;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MigrateObjectsSimulationTest {
    private static final String DEFINITION = """
            {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'widgets.example.com','uid':'u'},
             'spec':{'group':'example.com','scope':'Namespaced','names':{'plural':'widgets','kind':'Widget','singular':'widget','listKind':'WidgetList'},
               'versions':[{'name':'v2','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object'}}},
                           {'name':'v1','served':true,'storage':false,'schema':{'openAPIV3Schema':{'type':'object'}}}]},
             'status':{'storedVersions':['v1','v2'],'acceptedNames':{'plural':'widgets','kind':'Widget','singular':'widget','listKind':'WidgetList'},
               'conditions':[{'type':'Established','status':'True'},{'type':'NamesAccepted','status':'True'}]}}
            """;
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String WIDGETS = "/apis/example.com/v2/namespaces/default/widgets";
    private static final ApiResource MIGRATIONS = MigrationReconciler.MIGRATIONS;

    private final ResourceCatalog catalog =
            DefinitionCatalog.of(BuiltInResources.known(), List.of(DefinitionReader.read(json(DEFINITION), 1)));
    private final SimulatedCluster cluster =
            new SimulatedCluster(1).run(c -> MigrationController.create(c, ServedResources.fixed(catalog)));

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private void post(String path, String body) {
        cluster.get(() -> cluster.api.transport().exchange(new ApiRequest("POST", path, ApiRequest.JSON, json(body))));
    }

    private ObjectNode read(String path) {
        return cluster.get(() -> Json.read(cluster.api.transport().exchange(ApiRequest.get(path))));
    }

    private void widget(String name, String version) {
        post(
                WIDGETS,
                "{'apiVersion':'example.com/" + version + "','kind':'Widget','metadata':{'name':'" + name + "'}}");
    }

    private void migration(String name, String group, String resource) {
        post(
                MIGRATIONS.path(""),
                "{'apiVersion':'storagemigration.k8s.io/v1beta1','kind':'StorageVersionMigration','metadata':{'name':'"
                        + name + "'},'spec':{'resource':{'group':'" + group + "','resource':'" + resource + "'}}}");
    }

    private String condition(String name, String type) {
        for (JsonNode each : read(MIGRATIONS.path("", name)).path("status").path("conditions")) {
            if (each.path("type").asString().equals(type)) {
                return each.path("status").asString() + " "
                        + each.path("reason").asString() + ": "
                        + each.path("message").asString();
            }
        }
        return "";
    }

    private long written() {
        return cluster.server.writes().stream()
                .filter(write -> write.startsWith("PATCH " + WIDGETS))
                .count();
    }

    @Test
    void whatIsStoredInAnOldVersionIsWrittenInTheNewOne() {
        post(DEFINITIONS, DEFINITION);
        widget("old", "v1");
        widget("new", "v2");
        migration("m", "example.com", "widgets");
        cluster.converge().advance(Duration.ofSeconds(4));
        assertThat(condition("m", "Running")).isEqualTo("False MigrationCompleted: Migration completed");
        assertThat(condition("m", "Succeeded")).isEqualTo("True StorageVersionMigrationSucceeded: ");
        assertThat(read(WIDGETS + "/old").path("apiVersion").asString()).isEqualTo("example.com/v2");
        assertThat(written()).isEqualTo(2);
        JsonNode status = read(DEFINITIONS + "/widgets.example.com").path("status");
        assertThat(status.path("storedVersions").toString()).isEqualTo("[\"v2\"]");
        assertThat(status.path("conditions")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("message")
                        .asString())
                .isEqualTo("The migration has succeeded and the stored versions have been updated");
    }

    @Test
    void oneAtATimeAndTheNextPassesOverNothing() {
        widget("w", "v1");
        migration("a", "example.com", "widgets");
        migration("b", "example.com", "widgets");
        cluster.always(c -> assertThat(List.of(condition("a", "Running"), condition("b", "Running")))
                .filteredOn(running -> running.startsWith("True"))
                .hasSizeLessThan(2));
        cluster.converge().advance(Duration.ofSeconds(10));
        assertThat(condition("a", "Succeeded")).startsWith("True");
        assertThat(condition("b", "Succeeded")).startsWith("True");
    }

    /** Another leader goes on where this one was: what was written since the revision is left alone. */
    @Test
    void whatWasWrittenSinceTheRevisionIsNotWrittenAgain() {
        widget("a", "v1");
        widget("b", "v1");
        AtomicInteger patches = new AtomicInteger();
        cluster.server.failWhen(request -> request.method().equals("PATCH") && patches.incrementAndGet() == 2
                ? Optional.of(ApiException.unavailable("the server is going away", 1))
                : Optional.empty());
        migration("m", "example.com", "widgets");
        cluster.converge().advance(Duration.ofSeconds(10));
        assertThat(condition("m", "Succeeded")).startsWith("True");
        assertThat(written()).isEqualTo(3);
        assertThat(read(WIDGETS + "/a").path("apiVersion").asString()).isEqualTo("example.com/v2");
        assertThat(read(WIDGETS + "/b").path("apiVersion").asString()).isEqualTo("example.com/v2");
    }

    @Test
    void conflictsAndWhatIsGoneArePassedOver() {
        widget("a", "v1");
        widget("b", "v1");
        widget("c", "v1");
        cluster.server.failWhen(request -> request.method().equals("PATCH")
                        && request.pathAndQuery().contains("/a?")
                ? Optional.of(ApiException.staleUpdate("example.com", "widgets", "a"))
                : request.method().equals("PATCH") && request.pathAndQuery().contains("/b?")
                        ? Optional.of(ApiException.notFound("example.com", "widgets", "b"))
                        : Optional.empty());
        migration("m", "example.com", "widgets");
        cluster.converge().advance(Duration.ofSeconds(4));
        assertThat(condition("m", "Succeeded")).startsWith("True");
        assertThat(read(WIDGETS + "/c").path("apiVersion").asString()).isEqualTo("example.com/v2");
    }

    @Test
    void anObjectThatMayNotBeWrittenEndsIt() {
        post(DEFINITIONS, DEFINITION);
        widget("a", "v1");
        cluster.server.failWhen(request ->
                request.method().equals("PATCH") && request.pathAndQuery().startsWith(WIDGETS)
                        ? Optional.of(new ApiException(
                                StatusReason.INVALID, "Widget \"a\" is invalid", ApiException.Details.NONE))
                        : Optional.empty());
        migration("m", "example.com", "widgets");
        cluster.converge().advance(Duration.ofSeconds(4));
        assertThat(condition("m", "Failed"))
                .isEqualTo(
                        "True StorageVersionMigrationFailed: migration encountered unhandled error: Widget \"a\" is invalid");
        assertThat(condition("m", "Running")).startsWith("False");
        JsonNode status = read(DEFINITIONS + "/widgets.example.com").path("status");
        assertThat(status.path("storedVersions")).hasSize(2);
        assertThat(status.path("conditions")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("reason")
                        .asString())
                .isEqualTo("MigrationFailed");
    }

    @Test
    void whatIsNotServedIsWaitedForAMinute() {
        migration("m", "example.com", "gadgets");
        migration("n", "authentication.k8s.io", "tokenreviews");
        Instant begin = cluster.time.instant();
        cluster.converge();
        assertThat(condition("n", "Failed")).contains("does not support discovery operations: [update patch list]");
        assertThat(condition("m", "Failed"))
                .isEqualTo("True StorageVersionMigrationFailed: resource does not exist in discovery");
        assertThat(condition("m", "Running")).startsWith("False");
        assertThat(Duration.between(begin, cluster.time.instant()))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(70));
    }

    /** A definition that was changed meanwhile may have another storage version by now. */
    @Test
    void storedVersionsStayWhereTheDefinitionWasChangedMeanwhile() {
        post(DEFINITIONS, DEFINITION);
        widget("a", "v1");
        AtomicBoolean changed = new AtomicBoolean();
        cluster.server.failWhen(request -> {
            if (request.method().equals("PATCH")
                    && request.pathAndQuery().startsWith(WIDGETS)
                    && changed.compareAndSet(false, true)) {
                ObjectNode definition = read(DEFINITIONS + "/widgets.example.com");
                ((ObjectNode) definition.path("spec")).put("preserveUnknownFields", false);
                cluster.get(() -> cluster.api
                        .transport()
                        .exchange(new ApiRequest(
                                "PUT", DEFINITIONS + "/widgets.example.com", ApiRequest.JSON, Json.write(definition))));
            }
            return Optional.empty();
        });
        migration("m", "example.com", "widgets");
        cluster.converge();
        assertThat(condition("m", "Succeeded")).startsWith("True");
        JsonNode status = read(DEFINITIONS + "/widgets.example.com").path("status");
        assertThat(status.path("storedVersions")).hasSize(2);
        assertThat(status.path("conditions")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("message")
                        .asString())
                .isEqualTo(
                        "The migration has succeeded but the stored versions have not been updated due to a generation mismatch");
    }

    @Test
    void builtInKindsAreMigratedAtOnce() {
        post("/api/v1/namespaces/default/configmaps", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'}}");
        migration("m", "", "configmaps");
        cluster.converge();
        assertThat(condition("m", "Succeeded")).startsWith("True");
        assertThat(MigrationController.isServed(ServedResources.fixed(BuiltInResources.catalog())))
                .isFalse();
    }
}
