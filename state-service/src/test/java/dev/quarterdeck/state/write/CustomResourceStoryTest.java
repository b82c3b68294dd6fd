package dev.quarterdeck.state.write;

import static dev.quarterdeck.state.write.WriteFixture.JSON;
import static dev.quarterdeck.state.write.WriteFixture.json;
import static dev.quarterdeck.state.write.WriteFixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.definition.DefinitionKeeper;
import dev.quarterdeck.stateclient.WriteRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The life of a definition and of its objects on the write road. */
class CustomResourceStoryTest {
    private static final String CRD = "apiextensions.k8s.io/v1";
    private static final StoredResource WIDGETS = new StoredResource("example.com", "widgets");

    private final WriteFixture fixture = new WriteFixture().namespace("ns");
    private final DefinitionKeeper keeper = new DefinitionKeeper(
            fixture.store,
            new InstanceRemoval(fixture.store, () -> fixture.now),
            key -> fixture.reader.forget(Definition.RESOURCE, key),
            (name, tree) -> {},
            () -> fixture.now);

    private static String definition(String plural, String kind, String versions) {
        return "{'metadata':{'name':'" + plural
                + ".example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':{'plural':'"
                + plural + "','kind':'" + kind + "','singular':'" + kind.toLowerCase(java.util.Locale.ROOT)
                + "'},'versions':["
                + versions + "]}}";
    }

    private static String version(String name, boolean storage, String more) {
        return "{'name':'" + name + "','served':true,'storage':" + storage
                + ",'schema':{'openAPIV3Schema':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}" + more
                + "}";
    }

    @BeforeEach
    void define() {
        fixture.create(
                CRD,
                "CustomResourceDefinition",
                "",
                definition(
                        "widgets",
                        "Widget",
                        version(
                                        "v1",
                                        true,
                                        ",'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.n','statusReplicasPath':'.status.n'}}")
                                + "," + version("v2", false, "")));
        keeper.lookAtAll();
    }

    private ObjectNode stored(String name) {
        return fixture.get(CRD, "CustomResourceDefinition", "", name);
    }

    private static String condition(ObjectNode definition, String type) {
        for (JsonNode condition : definition.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("") + " "
                        + condition.path("reason").asString("");
            }
        }
        return "";
    }

    private static ResourceType widgets(String version) {
        return DefinitionReader.unread(new GroupVersionResource("example.com", version, "widgets"));
    }

    private ObjectNode create(String version, String body) {
        return tree(fixture.write(new WriteRequest.Create(
                widgets(version), "ns", "", "", json(body), JSON, fixture.caller, WriteRequest.Options.NONE)));
    }

    private ObjectNode put(String version, String name, String subresource, ObjectNode body) {
        return tree(fixture.write(new WriteRequest.Update(
                widgets(version),
                "ns",
                name,
                subresource,
                Json.write(body),
                JSON,
                fixture.caller,
                WriteRequest.Options.NONE)));
    }

    private CurrentObject row(String name) {
        return fixture.store.get(WIDGETS, new ObjectKey("ns", name)).join().orElseThrow();
    }

    private static String widget(String version, String rest) {
        return "{'apiVersion':'example.com/" + version + "','kind':'Widget','metadata':{'name':'w'}" + rest + "}";
    }

    @Test
    void namesAreAcceptedAndTheDefinitionIsEstablished() {
        ObjectNode definition = stored("widgets.example.com");
        assertThat(condition(definition, "NamesAccepted")).isEqualTo("True NoConflicts");
        assertThat(condition(definition, "Established")).isEqualTo("True InitialNamesAccepted");
        assertThat(definition.path("status").path("acceptedNames").path("kind").asString(""))
                .isEqualTo("Widget");
        assertThat(definition.path("status").path("storedVersions").toString()).isEqualTo("[\"v1\"]");
    }

    @Test
    void aNameThatAnotherHoldsIsRefusedUntilItIsFree() {
        fixture.create(CRD, "CustomResourceDefinition", "", definition("gadgets", "Widget", version("v1", true, "")));
        keeper.lookAtAll();
        assertThat(condition(stored("gadgets.example.com"), "NamesAccepted")).isEqualTo("False ListKindConflict");
        assertThat(condition(stored("gadgets.example.com"), "Established")).isEqualTo("False NotAccepted");
        fixture.delete(CRD, "CustomResourceDefinition", "", "widgets.example.com", "");
        keeper.lookAt("widgets.example.com");
        assertThat(condition(stored("gadgets.example.com"), "Established")).isEqualTo("True InitialNamesAccepted");
    }

    @Test
    void objectsAreCreatedUpdatedAndKeepTheirStatusApart() {
        ObjectNode made = create("v1", widget("v1", ",'spec':{'n':1},'status':{'n':9}"));
        assertThat(made.path("metadata").path("generation").longValue()).isEqualTo(1);
        assertThat(made.path("metadata").path("uid").asString("")).isNotEmpty();
        assertThat(made.has("status")).isFalse();
        ((ObjectNode) made.get("spec")).put("n", 2);
        ObjectNode updated = put("v1", "w", "", made);
        assertThat(updated.path("metadata").path("generation").longValue()).isEqualTo(2);
        updated.putObject("status").put("n", 5);
        ((ObjectNode) updated.get("spec")).put("n", 7);
        ObjectNode status = put("v1", "w", "status", updated);
        assertThat(status.path("status").path("n").intValue()).isEqualTo(5);
        assertThat(status.path("spec").path("n").intValue()).isEqualTo(2);
        assertThat(status.path("metadata").path("generation").longValue()).isEqualTo(2);
    }

    @Test
    void otherVersionsAreViewsOfTheStoredOne() {
        ObjectNode made = create("v2", widget("v2", ",'spec':{'n':1}"));
        assertThat(made.path("apiVersion").asString("")).isEqualTo("example.com/v2");
        assertThat(Json.read(row("w").json()).path("apiVersion").asString("")).isEqualTo("example.com/v1");
    }

    @Test
    void aChangeOfTheStorageVersionRewritesOnTheNextUpdate() {
        ObjectNode made = create("v1", widget("v1", ",'spec':{'n':1}"));
        ObjectNode definition = stored("widgets.example.com");
        ((ObjectNode) definition.path("spec").path("versions").path(0)).put("storage", false);
        ((ObjectNode) definition.path("spec").path("versions").path(1)).put("storage", true);
        fixture.update(definition);
        assertThat(stored("widgets.example.com")
                        .path("status")
                        .path("storedVersions")
                        .toString())
                .isEqualTo("[\"v1\",\"v2\"]");
        ObjectNode same = put("v1", "w", "", made);
        assertThat(same.path("metadata").path("resourceVersion"))
                .isNotEqualTo(made.path("metadata").path("resourceVersion"));
        assertThat(same.path("apiVersion").asString("")).isEqualTo("example.com/v1");
        assertThat(Json.read(row("w").json()).path("apiVersion").asString("")).isEqualTo("example.com/v2");
    }

    private ObjectNode applyNothing(JsonNode uid, JsonNode revision) {
        ObjectNode nothing = Json.read(json("{'apiVersion':'example.com/v2','kind':'Widget','metadata':{}}"));
        ((ObjectNode) nothing.get("metadata")).set("uid", uid);
        ((ObjectNode) nothing.get("metadata")).set("resourceVersion", revision);
        return tree(fixture.write(new WriteRequest.Patch(
                widgets("v2"),
                "ns",
                "w",
                "",
                Json.write(nothing),
                "application/apply-patch+yaml",
                false,
                fixture.caller,
                new WriteRequest.Options(false, "storage-version-migrator-controller", ""))));
    }

    /** How a storage version migration writes objects: it must change nothing but the form in which they are kept, and make none. */
    @ParameterizedTest
    @ValueSource(strings = {"None", "Webhook"})
    void applyingNothingRewritesWhatIsKeptInAnOldVersion(String strategy) {
        ObjectNode made = create("v1", widget("v1", ",'spec':{'n':1}"));
        JsonNode uid = made.path("metadata").path("uid");
        ObjectNode definition = stored("widgets.example.com");
        ObjectNode spec = (ObjectNode) definition.path("spec");
        ((ObjectNode) spec.path("versions").path(0)).put("storage", false);
        ((ObjectNode) spec.path("versions").path(1)).put("storage", true);
        if (strategy.equals("Webhook")) {
            spec.set(
                    "conversion",
                    Json.read(json("{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],"
                            + "'clientConfig':{'url':'https://127.0.0.1/asked-by-a-fake'}}}")));
        }
        fixture.update(definition);

        ObjectNode rewritten = applyNothing(uid, made.path("metadata").path("resourceVersion"));
        JsonNode revision = rewritten.path("metadata").path("resourceVersion");
        assertThat(revision).isNotEqualTo(made.path("metadata").path("resourceVersion"));
        assertThat(Json.read(row("w").json()).path("apiVersion").asString("")).isEqualTo("example.com/v2");
        for (String field : new String[] {"managedFields", "generation", "uid", "creationTimestamp"}) {
            assertThat(rewritten.path("metadata").path(field))
                    .isEqualTo(made.path("metadata").path(field));
        }
        assertThat(rewritten.path("spec")).isEqualTo(made.path("spec"));

        assertThat(applyNothing(uid, revision).path("metadata").path("resourceVersion"))
                .as("what is in the new form already is not written")
                .isEqualTo(revision);
        assertThatThrownBy(() -> applyNothing(uid, made.path("metadata").path("resourceVersion")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
        fixture.write(new WriteRequest.Delete(
                widgets("v2"), "ns", "w", null, JSON, fixture.caller, WriteRequest.Options.NONE));
        assertThatThrownBy(() -> applyNothing(uid, revision))
                .as("what is gone is not made again")
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
        create("v2", widget("v2", ""));
        assertThatThrownBy(() -> applyNothing(uid, revision))
                .as("nor is another of its name taken for it")
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
    }

    @Test
    void scaleSetsWhatItsPathNames() {
        create("v1", widget("v1", ",'spec':{'n':1}"));
        ObjectNode scale = tree(fixture.write(new WriteRequest.Patch(
                widgets("v1"),
                "ns",
                "w",
                "scale",
                json("{'spec':{'replicas':4}}"),
                "application/merge-patch+json",
                false,
                fixture.caller,
                WriteRequest.Options.NONE)));
        assertThat(scale.path("kind").asString("")).isEqualTo("Scale");
        assertThat(scale.path("spec").path("replicas").intValue()).isEqualTo(4);
        ObjectNode now = Json.read(row("w").json());
        assertThat(now.path("spec").path("n").intValue()).isEqualTo(4);
        assertThat(now.path("metadata").path("generation").longValue()).isEqualTo(2);
    }

    @Test
    void whatIsNotServedIs404AndLosesNothing() {
        create("v1", widget("v1", ""));
        assertThatThrownBy(() -> create("v9", widget("v9", "")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(404));
        ObjectNode definition = stored("widgets.example.com");
        ((ObjectNode) definition.path("spec").path("versions").path(1)).put("served", false);
        fixture.update(definition);
        assertThatThrownBy(() -> create("v2", widget("v2", "")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(404));
        assertThat(row("w")).isNotNull();
    }

    @Test
    void bodiesSayWhatTheyAre() {
        assertThatThrownBy(() -> create("v1", "{'metadata':{'name':'w'}}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
        assertThatThrownBy(() -> create("v1", widget("v2", "")))
                .hasMessageContaining("does not match the expected API version");
        assertThatThrownBy(() -> create("v1", widget("v1", "").replace("'name':'w'", "'name':'W w'")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
    }

    @Test
    void finalizersMayHaveAnyNameAndAreWarnedOf() {
        var made = fixture.write(new WriteRequest.Create(
                widgets("v1"),
                "ns",
                "",
                "",
                json(widget("v1", "").replace("'name':'w'", "'name':'w','finalizers':['hold']")),
                JSON,
                fixture.caller,
                WriteRequest.Options.NONE));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.warnings()).singleElement().asString().contains("prefer a domain-qualified finalizer name");
    }

    @Test
    void aDefinitionGoesWhenItsObjectsAreGone() {
        create("v1", widget("v1", ""));
        create("v1", widget("v1", "").replace("'name':'w'", "'name':'held','finalizers':['example.com/hold']"));
        fixture.delete(CRD, "CustomResourceDefinition", "", "widgets.example.com", "");
        ObjectNode marked = stored("widgets.example.com");
        assertThat(marked.path("metadata").path("finalizers").toString())
                .isEqualTo("[\"customresourcecleanup.apiextensions.k8s.io\"]");
        assertThat(condition(marked, "Terminating")).isEqualTo("True InstanceDeletionPending");

        assertThat(keeper.lookAt("widgets.example.com")).isFalse();
        assertThat(fixture.store.get(WIDGETS, new ObjectKey("ns", "w")).join()).isEmpty();
        assertThat(condition(stored("widgets.example.com"), "Terminating"))
                .isEqualTo("True InstanceDeletionInProgress");
        assertThatThrownBy(() -> create("v1", widget("v1", "")))
                .hasMessageContaining("create not allowed while custom resource definition is terminating");

        ObjectNode held = Json.read(row("held").json());
        ((ObjectNode) held.get("metadata")).remove("finalizers");
        put("v1", "held", "", held);
        assertThat(keeper.lookAt("widgets.example.com")).isTrue();
        assertThat(fixture.exists(CRD, "CustomResourceDefinition", "", "widgets.example.com"))
                .isFalse();
    }
}
