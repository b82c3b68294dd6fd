package dev.quarterdeck.kube.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.ListType;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CustomResourceSchemaTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{
              "spec":{"type":"object","required":["size"],"properties":{
                "size":{"type":"integer","minimum":1,"maximum":10,"default":3},
                "mode":{"type":"string","enum":["a","b"]},
                "hint":{"type":"string","nullable":true,"default":"x"},
                "port":{"x-kubernetes-int-or-string":true},
                "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
                        "properties":{"known":{"type":"object","properties":{"a":{"type":"string"}}}}},
                "labels":{"type":"object","additionalProperties":{"type":"string","maxLength":3}},
                "items":{"type":"array","maxItems":3,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                         "items":{"type":"object","required":["name"],"properties":{
                            "name":{"type":"string","pattern":"^[a-z]+$"},"n":{"type":"integer","default":1}}}},
                "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}
              }},
              "status":{"type":"object","properties":{"ready":{"type":"boolean"}}}}}""";

    private final CustomResourceSchema schema = CustomResourceSchema.compile(read(SCHEMA));

    private static ObjectNode read(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json);
    }

    private static ObjectNode object(String spec) {
        return read("{\"apiVersion\":\"g.io/v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"n\"},\"spec\":" + spec + "}");
    }

    private List<String> problems(String spec) {
        return schema.validate(object(spec)).stream().map(FieldError::message).toList();
    }

    @Test
    void pruning_drops_what_no_schema_describes_and_keeps_what_is_preserved() {
        ObjectNode object = object(
                "{\"x\":1,\"size\":2,\"mode\":null,\"hint\":null,\"free\":{\"any\":{\"b\":1},\"known\":{\"a\":\"1\",\"z\":2}},\"items\":[{\"name\":\"a\",\"q\":1}]}");
        assertThat(schema.unknownFields(object)).containsExactly("spec.free.known.z", "spec.items[0].q", "spec.x");
        schema.prune(object);
        assertThat(object.path("spec"))
                .isEqualTo(
                        read(
                                "{\"size\":2,\"hint\":null,\"free\":{\"any\":{\"b\":1},\"known\":{\"a\":\"1\"}},\"items\":[{\"name\":\"a\"}]}"));
        assertThat(schema.unknownFields(object)).isEmpty();
    }

    @Test
    void defaults_fill_what_is_absent_or_null_without_leave() {
        ObjectNode object = object("{\"size\":null,\"items\":[{\"name\":\"a\"}]}");
        schema.applyDefaults(object);
        assertThat(object.path("spec"))
                .isEqualTo(read("{\"size\":3,\"items\":[{\"name\":\"a\",\"n\":1}],\"hint\":\"x\"}"));
    }

    @Test
    void a_good_object_has_no_problems() {
        assertThat(
                        problems(
                                "{\"size\":1,\"mode\":\"a\",\"port\":\"http\",\"tags\":[\"a\",\"b\"],\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"))
                .isEmpty();
    }

    @Test
    void problems_read_as_the_references() {
        assertThat(problems("{\"size\":11,\"mode\":\"c\",\"labels\":{\"k\":\"long\"}}"))
                .containsExactly(
                        "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10",
                        "spec.mode: Unsupported value: \"c\": supported values: \"a\", \"b\"",
                        "spec.labels.k: Too long: may not be more than 3 bytes");
        assertThat(problems("{\"port\":true}"))
                .containsExactly(
                        "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
                        "spec.size: Required value");
        assertThat(
                        problems(
                                "{\"size\":1,\"items\":[{\"name\":\"A\"},{\"name\":\"b\"},{\"name\":\"b\"},{\"name\":\"b\"}],\"tags\":[\"a\",\"a\"]}"))
                .containsExactly(
                        "spec.items[0].name: Invalid value: \"A\": spec.items[0].name in body should match '^[a-z]+$'",
                        "spec.items: Too many: 4: must have at most 3 items",
                        "spec.items[2]: Duplicate value: {\"name\":\"b\"}",
                        "spec.tags[1]: Duplicate value: \"a\"");
    }

    @Test
    void what_did_not_change_is_let_pass() {
        ObjectNode old = object("{\"size\":20,\"mode\":\"a\",\"items\":[{\"name\":\"A\"}]}");
        assertThat(schema.validate(
                        object("{\"size\":20,\"mode\":\"b\",\"items\":[{\"name\":\"A\"},{\"name\":\"b\"}]}"), old))
                .isEmpty();
        assertThat(schema.validate(object("{\"size\":21,\"mode\":\"b\"}"), old))
                .extracting(FieldError::field)
                .containsExactly("spec.size");
    }

    @Test
    void merging_learns_list_types_and_keys() {
        var spec = (dev.quarterdeck.kube.schema.ObjectSchema)
                schema.objectSchema().field("spec").schema();
        assertThat(spec.field("items").listType()).isEqualTo(ListType.MAP);
        assertThat(spec.field("items").listMapKeys()).containsExactly("name");
        assertThat(spec.field("tags").listType()).isEqualTo(ListType.SET);
        assertThat(schema.objectSchema().field("metadata")).isNotNull();
    }
}
