package dev.quarterdeck.kube.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.discovery.PlainDiscovery;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.openapi.OpenApiDocument;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.kube.table.Column;
import dev.quarterdeck.kube.table.TablePrinter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a stored definition to what is served: discovery, columns, selectors, scale, OpenAPI. */
class DefinitionReaderTest {
    private static final String DEFINITION = """
            {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1",
             "metadata":{"name":"crontabs.stable.example.com","uid":"u1","generation":1},
             "spec":{"group":"stable.example.com","scope":"Namespaced","conversion":{"strategy":"None"},
              "names":{"plural":"crontabs","singular":"crontab","kind":"CronTab","listKind":"CronTabList","shortNames":["ct"],"categories":["all"]},
              "versions":[
               {"name":"v1beta1","served":true,"storage":false,"deprecated":true,"schema":{"openAPIV3Schema":{"type":"object"}}},
               {"name":"v1","served":true,"storage":true,
                "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
                "selectableFields":[{"jsonPath":".spec.color"}],
                "additionalPrinterColumns":[
                  {"name":"Spec","type":"string","jsonPath":".spec.cronSpec"},
                  {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\\"Ready\\")].status"},
                  {"name":"Replicas","type":"integer","jsonPath":".spec.replicas","priority":1},
                  {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
                "schema":{"openAPIV3Schema":{"type":"object","description":"A cron tab","properties":{
                  "spec":{"type":"object","properties":{"cronSpec":{"type":"string"},"replicas":{"type":"integer","default":1},
                    "port":{"x-kubernetes-int-or-string":true},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                    "maybe":{"type":"string","nullable":true}}}}}}},
               {"name":"v2","served":false,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}]},
             "status":{"storedVersions":["v1"],
              "acceptedNames":{"plural":"crontabs","singular":"crontab","kind":"CronTab","listKind":"CronTabList","shortNames":["ct"],"categories":["all"]},
              "conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}]}}""";

    private final Definition definition = DefinitionReader.read(DEFINITION.getBytes(StandardCharsets.UTF_8), 7);
    private final ResourceCatalog catalog = DefinitionCatalog.of(List.of(definition));

    private ResourceType served(String version) {
        return catalog.find(new GroupVersionResource("stable.example.com", version, "crontabs"))
                .orElseThrow();
    }

    private static ObjectNode object(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void servedVersionsAreInTheCatalogTheBestFirst() {
        assertThat(catalog.versionsOf(definition.stored()))
                .extracting(type -> type.gvr().version())
                .containsExactly("v1", "v1beta1");
        ResourceType type = served("v1");
        assertThat(type.gvk()).isEqualTo(new GroupVersionKind("stable.example.com", "v1", "CronTab"));
        assertThat(type.storedKind()).isEqualTo(type.gvk());
        assertThat(served("v1beta1").storedKind()).isEqualTo(type.gvk());
        assertThat(type.shortNames()).containsExactly("ct");
        assertThat(type.subresource("status")).isPresent();
        assertThat(type.subresource("scale").orElseThrow().kind().kind()).isEqualTo("Scale");
        assertThat(served("v1beta1").subresources()).isEmpty();
        assertThat(catalog.all()).startsWith(BuiltInResources.catalog().all().toArray(ResourceType[]::new));
    }

    @Test
    void whatIsNotEstablishedIsNotServed() {
        Definition early = DefinitionReader.read(
                DEFINITION
                        .replace(
                                "{\"type\":\"Established\",\"status\":\"True\"}",
                                "{\"type\":\"Established\",\"status\":\"False\"}")
                        .getBytes(StandardCharsets.UTF_8),
                8);
        assertThat(DefinitionCatalog.of(List.of(early)).all())
                .isEqualTo(BuiltInResources.catalog().all());
    }

    @Test
    void aDeprecatedVersionWarns() {
        assertThat(served("v1beta1").custom().deprecation())
                .isEqualTo("stable.example.com/v1beta1 CronTab is deprecated");
        assertThat(served("v1").custom().deprecation()).isEmpty();
    }

    @Test
    void discoveryShowsTheGroup() {
        ObjectNode group =
                new PlainDiscovery(catalog).group("stable.example.com").orElseThrow();
        assertThat(group.path("preferredVersion").path("version").asString("")).isEqualTo("v1");
        assertThat(group.path("versions")).hasSize(2);
    }

    @Test
    void columnsShowWhatPathsFindAndNullForWhatTheyDoNot() {
        ObjectNode object = object(
                "{'metadata':{'name':'a','creationTimestamp':'2026-01-01T00:00:00Z'},"
                        + "'spec':{'cronSpec':'* *','replicas':3},'status':{'conditions':[{'type':'X','status':'1'},{'type':'Ready','status':'True'}]}}");
        TablePrinter printer = TablePrinter.of(served("v1"));
        assertThat(printer.columns())
                .extracting(Column::name)
                .containsExactly("Name", "Spec", "Ready", "Replicas", "Age");
        assertThat(printer.row(object, Instant.parse("2026-01-01T00:05:00Z")).toString())
                .isEqualTo("[\"a\",\"* *\",\"True\",3,\"5m\"]");
        assertThat(printer.row(object("{'metadata':{'name':'b'}}"), Instant.EPOCH)
                        .toString())
                .isEqualTo("[\"b\",null,null,null,null]");
    }

    @Test
    void withoutColumnsThereIsTheAge() {
        assertThat(TablePrinter.of(served("v1beta1")).columns())
                .extracting(Column::name)
                .containsExactly("Name", "Age");
    }

    @Test
    void fieldSelectorsKnowTheSelectableFieldsOfTheirVersion() {
        ResourceType type = served("v1");
        assertThat(FieldSelectors.parse(type, "spec.color=blue")
                        .matches(SelectableFields.of(List.of(type.custom()))
                                .extract(object("{'metadata':{'name':'a','namespace':'n'},'spec':{'color':'blue'}}"))))
                .isTrue();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> FieldSelectors.parse(served("v1beta1"), "spec.color=blue"))
                .hasMessageContaining("field label not supported: spec.color");
    }

    @Test
    void scaleFollowsItsPaths() {
        ObjectNode object =
                object("{'metadata':{'name':'a'},'spec':{'replicas':3},'status':{'replicas':2,'selector':'app=x'}}");
        ObjectNode scale = ScaleView.of(object, served("v1").custom().scale()).orElseThrow();
        assertThat(scale.path("spec").path("replicas").intValue()).isEqualTo(3);
        assertThat(scale.path("status").path("replicas").intValue()).isEqualTo(2);
        assertThat(scale.path("status").path("selector").asString("")).isEqualTo("app=x");
        assertThat(ScaleView.of(
                        object("{'metadata':{'name':'a'}}"),
                        served("v1").custom().scale()))
                .isEmpty();
    }

    @Test
    void objectsStoredInAnotherVersionAreShownInTheStorageVersion() {
        ReadForm form = ReadForm.of(definition);
        byte[] old =
                "{\"kind\":\"CronTab\",\"apiVersion\":\"stable.example.com/v1beta1\",\"metadata\":{\"name\":\"a\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Json.read(form.of(old)).path("apiVersion").asString("")).isEqualTo("stable.example.com/v1");
    }

    @Test
    void openApiHasTheDefinitionsInBothVersions() throws Exception {
        OpenApiDocuments plain = new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());
        OpenApiDocuments documents = new OpenApiDocuments(catalog, plain);
        JsonNode v2 = Json.read(documents.v2().json()).path("definitions");
        JsonNode cron = v2.path("com.example.stable.v1.CronTab");
        assertThat(cron.path("description").asString("")).isEqualTo("A cron tab");
        assertThat(cron.path("x-kubernetes-group-version-kind")
                        .path(0)
                        .path("kind")
                        .asString(""))
                .isEqualTo("CronTab");
        assertThat(cron.path("properties").path("metadata").path("$ref").asString(""))
                .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        JsonNode spec = cron.path("properties").path("spec").path("properties");
        assertThat(spec.path("free").has("type")).isFalse();
        assertThat(spec.path("maybe").has("type")).isFalse();
        assertThat(v2.has("com.example.stable.v1.CronTabList")).isTrue();

        OpenApiDocument v3 = documents.v3("apis/stable.example.com/v1").orElseThrow();
        JsonNode schemas = Json.read(v3.json()).path("components").path("schemas");
        JsonNode three = schemas.path("com.example.stable.v1.CronTab").path("properties");
        assertThat(three.path("spec").path("properties").path("port").path("anyOf"))
                .hasSize(2);
        assertThat(three.path("spec")
                        .path("properties")
                        .path("maybe")
                        .path("nullable")
                        .asBoolean(false))
                .isTrue();
        assertThat(schemas.has("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"))
                .isTrue();
        assertThat(Json.read(v3.json()).path("paths").propertyNames())
                .contains("/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}/status")
                .noneMatch(path -> path.contains("/watch/"));
        assertThat(documents.v2().etag()).isNotEqualTo(plain.v2().etag());
        assertThat(documents.v3Index().path("paths").has("apis/stable.example.com/v1"))
                .isTrue();
        assertThat(documents.v3("api/v1").orElseThrow().etag())
                .isEqualTo(plain.v3("api/v1").orElseThrow().etag());
    }
}
