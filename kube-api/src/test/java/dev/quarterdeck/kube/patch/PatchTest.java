package dev.quarterdeck.kube.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The expected results of strategic patches and the error texts are what kube-apiserver 1.36 answered to the same patches. */
class PatchTest {

    private static final GroupVersionKind DEPLOYMENT = GroupVersionKind.of("apps/v1", "Deployment");
    private static final ObjectSchema SCHEMA =
            SchemaCatalog.builtIn().find(DEPLOYMENT).orElseThrow();

    private final ObjectNode current = json("""
            {"metadata":{"name":"d","finalizers":["x.y/a","x.y/b","x.y/c"],"labels":{"l":"1","a/b":"2"}},
             "spec":{"template":{"spec":{
               "containers":[{"name":"a","image":"i"},{"name":"b","image":"i"},{"name":"c","image":"i"}],
               "tolerations":[{"key":"k"}],"volumes":[{"name":"v","emptyDir":{}}]}}}}""");

    private static ObjectNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode apply(PatchType type, String patch) {
        String before = current.toString();
        ObjectNode patched = Patch.parse(type, patch.getBytes(StandardCharsets.UTF_8), SCHEMA)
                .apply(current);
        assertThat(current.toString()).isEqualTo(before);
        return patched;
    }

    private void refused(PatchType type, String patch, int code, String message) {
        assertThatThrownBy(() -> apply(type, patch))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    private static String names(JsonNode list) {
        StringBuilder names = new StringBuilder();
        list.forEach(item -> names.append(item.get("name").asString()));
        return names.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"containers\":[{\"name\":\"x\"},{\"name\":\"c\"}] | xabc",
                "\"containers\":[{\"name\":\"c\"},{\"name\":\"x\"},{\"name\":\"a\"}] | bcxa",
                "\"containers\":[{\"name\":\"b\",\"$patch\":\"delete\"},{\"name\":\"x\"}] | xac",
                "\"containers\":[{\"$patch\":\"replace\"},{\"name\":\"x\"},{\"name\":\"y\"}] | xy",
                "\"$setElementOrder/containers\":[{\"name\":\"c\"},{\"name\":\"x\"},{\"name\":\"a\"}],\"containers\":[{\"name\":\"x\"}] | bcxa",
                "\"$setElementOrder/containers\":[{\"name\":\"c\"},{\"name\":\"a\"},{\"name\":\"b\"}] | cab",
                "\"$setElementOrder/containers\":[{\"name\":\"a\"},{\"name\":\"x\"},{\"name\":\"b\"},{\"name\":\"c\"}],\"containers\":[{\"name\":\"x\"}] | axbc",
                "\"$setElementOrder/containers\":[{\"name\":\"c\"},{\"name\":\"a\"}],\"containers\":[{\"name\":\"b\",\"$patch\":\"delete\"}] | ca",
            })
    void strategicListsMergeByKeyAndKeepOrder(String containers, String expected) {
        JsonNode spec = apply(PatchType.STRATEGIC_MERGE, "{\"spec\":{\"template\":{\"spec\":{" + containers + "}}}}")
                .at("/spec/template/spec");
        assertThat(names(spec.get("containers"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"tolerations\":[{\"key\":\"z\"}]} | tolerations | [{\"key\":\"z\"}]",
                "{\"volumes\":[{\"name\":\"v\",\"$retainKeys\":[\"name\",\"hostPath\"],\"hostPath\":{\"path\":\"/x\"}}]} | volumes | [{\"name\":\"v\",\"hostPath\":{\"path\":\"/x\"}}]",
                "{\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/x\"},\"emptyDir\":null}]} | volumes | [{\"name\":\"v\",\"hostPath\":{\"path\":\"/x\"}}]",
                "{\"volumes\":null} | volumes | null",
                "{\"nodeSelector\":{\"a\":\"b\",\"c\":null}} | nodeSelector | {\"a\":\"b\"}",
            })
    void strategicFieldsOfAPod(String spec, String field, String expected) {
        JsonNode patched = apply(PatchType.STRATEGIC_MERGE, "{\"spec\":{\"template\":{\"spec\":" + spec + "}}}")
                .at("/spec/template/spec/" + field);
        assertThat(patched.isMissingNode() ? "null" : patched.toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"finalizers\":[\"x.y/d\"]} | dabc",
                "{\"finalizers\":[\"x.y/c\",\"x.y/d\",\"x.y/a\"]} | bcda",
                "{\"$deleteFromPrimitiveList/finalizers\":[\"x.y/b\"]} | ac",
                "{\"$deleteFromPrimitiveList/finalizers\":[\"x.y/b\",\"x.y/a\"],\"finalizers\":[\"x.y/a\"]} | c",
                "{\"$deleteFromPrimitiveList/finalizers\":[\"x.y/b\"],\"finalizers\":[\"x.y/e\"],\"$setElementOrder/finalizers\":[\"x.y/c\",\"x.y/e\",\"x.y/a\"]} | cea",
            })
    void strategicListsOfStringsAreSets(String metadata, String expected) {
        JsonNode finalizers = apply(PatchType.STRATEGIC_MERGE, "{\"metadata\":" + metadata + "}")
                .at("/metadata/finalizers");
        StringBuilder letters = new StringBuilder();
        finalizers.forEach(f -> letters.append(f.asString().substring(4)));
        assertThat(letters.toString()).isEqualTo(expected);
    }

    @Test
    void strategicDirectivesInMaps() {
        assertThat(apply(PatchType.STRATEGIC_MERGE, "{\"metadata\":{\"labels\":{\"$patch\":\"replace\",\"q\":\"1\"}}}")
                        .at("/metadata/labels")
                        .toString())
                .isEqualTo("{\"q\":\"1\"}");
        assertThat(apply(PatchType.STRATEGIC_MERGE, "{\"metadata\":{\"labels\":{\"$patch\":\"delete\"}}}")
                        .at("/metadata/labels")
                        .isEmpty())
                .isTrue();
        refused(
                PatchType.STRATEGIC_MERGE,
                "{\"metadata\":{\"$retainKeys\":\"x\"}}",
                400,
                "invalid patch format of retainKeys");
        refused(
                PatchType.STRATEGIC_MERGE,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"image\":\"q\"}]}}}}",
                500,
                "map: map[image:q] does not contain declared merge key: name");
        refused(
                PatchType.STRATEGIC_MERGE,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[\"q\"]}}}}",
                500,
                "list element types are not identical: [[map[image:i name:a] map[image:i name:b] map[image:i name:c]] [q]]");
    }

    @Test
    void mergePatchMergesObjectsAndReplacesLists() {
        ObjectNode patched = apply(
                PatchType.MERGE,
                "{\"metadata\":{\"labels\":{\"l\":null,\"m\":\"2\"},\"finalizers\":[\"z\"],\"annotations\":{\"a\":\"b\",\"c\":null}}}");
        assertThat(patched.get("metadata"))
                .isEqualTo(
                        json(
                                "{\"name\":\"d\",\"finalizers\":[\"z\"],\"labels\":{\"a/b\":\"2\",\"m\":\"2\"},\"annotations\":{\"a\":\"b\"}}"));
        assertThat(apply(PatchType.MERGE, "{\"spec\":[{\"a\":null,\"b\":[{\"c\":null}]},null]}")
                        .get("spec")
                        .toString())
                .isEqualTo("[{\"b\":[{}]},null]");
        refused(
                PatchType.MERGE,
                "[]",
                400,
                "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
        refused(PatchType.MERGE, "null", 400, "Invalid JSON Patch");
        refused(PatchType.MERGE, "{", 400, "error decoding patch: unexpected end of JSON input");
        refused(PatchType.STRATEGIC_MERGE, "{", 400, "unexpected end of JSON input");
    }

    @Test
    void jsonPatchRunsItsOperationsInOrder() {
        ObjectNode patched = apply(PatchType.JSON, """
                [{"op":"test","path":"/metadata/labels/l","value":"1"},
                 {"op":"add","path":"/metadata/finalizers/-","value":"z"},
                 {"op":"add","path":"/metadata/finalizers/0","value":"y"},
                 {"op":"remove","path":"/metadata/finalizers/1"},
                 {"op":"replace","path":"/metadata/labels/a~1b","value":"3"},
                 {"op":"copy","from":"/metadata/name","path":"/metadata/labels/copy"},
                 {"op":"move","from":"/metadata/labels/l","path":"/metadata/labels/moved"}]""");
        assertThat(patched.get("metadata"))
                .isEqualTo(
                        json(
                                "{\"name\":\"d\",\"finalizers\":[\"y\",\"x.y/b\",\"x.y/c\",\"z\"],\"labels\":{\"a/b\":\"3\",\"copy\":\"d\",\"moved\":\"1\"}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"op\":\"remove\",\"path\":\"/data/nope\"}]",
                "[{\"op\":\"remove\",\"path\":\"/metadata/nope\"}]",
                "[{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"9\"}]",
                "[{\"op\":\"add\",\"path\":\"/foo/bar\",\"value\":\"9\"}]",
                "[{\"op\":\"nope\",\"path\":\"/metadata/name\",\"value\":\"9\"}]",
                "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/9\",\"value\":\"9\"}]",
                "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/x\",\"value\":\"9\"}]",
                "[{\"op\":\"add\",\"value\":\"1\"}]",
                "[{\"op\":\"replace\",\"path\":\"\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/metadata/name/x\",\"value\":1}]",
            })
    void jsonPatchThatCannotBeAppliedIsRefusedAsAWhole(String patch) {
        refused(PatchType.JSON, patch, 422, "the server rejected our request due to an error in our request");
    }

    @Test
    void jsonPatchIsBounded() {
        String many =
                "[" + "{\"op\":\"remove\",\"path\":\"/x\"},".repeat(10_000) + "{\"op\":\"remove\",\"path\":\"/x\"}]";
        refused(
                PatchType.JSON,
                many,
                413,
                "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
        String rejected = "the server rejected our request due to an error in our request";
        String doubling = IntStream.range(0, 40)
                .mapToObj(i -> "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/more%d\"}".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        refused(PatchType.JSON, doubling, 422, rejected);
        String nesting = "[" + "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/more\"},".repeat(200)
                + "{\"op\":\"test\",\"path\":\"/x\"}]";
        refused(PatchType.JSON, nesting, 422, rejected);
        refused(
                PatchType.JSON,
                "{\"op\":\"add\"}",
                400,
                "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
    }

    @Test
    void whatAPatchMakesIsHeldAgainstTheSchema() {
        ObjectDecoder decoder = new ObjectDecoder(SchemaCatalog.builtIn());
        ObjectNode wrong = apply(PatchType.MERGE, "{\"spec\":{\"replicas\":\"x\"}}");
        assertThatThrownBy(() -> decoder.conformPatched(wrong, DEPLOYMENT, FieldValidation.WARN, List.of()))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(422);
                    assertThat(e.details().causes().getFirst().field()).isEqualTo("patch");
                })
                .hasMessageStartingWith(" \"\" is invalid: patch: Invalid value: \"{\\\"metadata\\\":")
                .hasMessageEndingWith(
                        "\": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
        ObjectNode unknown = apply(PatchType.MERGE, "{\"spec\":{\"zz\":1}}");
        assertThat(decoder.conformPatched(unknown, DEPLOYMENT, FieldValidation.WARN, List.of()))
                .containsExactly("unknown field \"spec.zz\"");
        assertThat(unknown.at("/spec/zz").isMissingNode()).isTrue();
        ObjectNode otherKind = apply(PatchType.MERGE, "{\"kind\":\"Foo\"}");
        assertThatThrownBy(() -> decoder.conformPatched(otherKind, DEPLOYMENT, FieldValidation.WARN, List.of()))
                .hasMessageEndingWith(
                        "no kind \"Foo\" is registered for version \"apps/v1\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }

    @Test
    void otherContentTypesAreUnsupported() {
        assertThat(PatchType.ofContentType("application/merge-patch+json; charset=utf-8"))
                .isEqualTo(PatchType.MERGE);
        assertThatThrownBy(() -> PatchType.ofContentType("application/json"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(415));
    }
}
