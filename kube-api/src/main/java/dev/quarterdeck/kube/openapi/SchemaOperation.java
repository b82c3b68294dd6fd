package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What both versions of OpenAPI write alike of an operation. */
final class SchemaOperation {

    private SchemaOperation() {}

    static void head(JsonGenerator json, Operation operation) {
        json.writeStringProperty("operationId", operation.id());
        json.writeStringProperty("description", operation.description());
        SchemaWriter.strings(json, "tags", List.of(operation.tag()));
        if (operation.action() != null) {
            json.writeStringProperty("x-kubernetes-action", operation.action());
        }
        GroupVersionKind kind = operation.kind();
        if (kind != null) {
            json.writeName("x-kubernetes-group-version-kind");
            SchemaWriter.kind(json, kind);
        }
    }

    /** @param definition {@code string} for plain text */
    static void schema(JsonGenerator json, String definition, Flavor flavor) {
        json.writeObjectPropertyStart("schema");
        if (definition.equals("string")) {
            json.writeStringProperty("type", "string");
        } else {
            json.writeStringProperty("$ref", flavor.reference(definition));
        }
        json.writeEndObject();
    }

    /** A property that holds a tree. */
    static void tree(JsonGenerator json, String name, JsonNode tree) {
        json.writeName(name);
        json.writeRawValue(tree.toString());
    }
}
