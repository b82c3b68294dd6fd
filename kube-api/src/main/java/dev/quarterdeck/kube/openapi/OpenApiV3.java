package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.openapi.Operation.Response;
import dev.quarterdeck.kube.schema.Descriptions;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;

/** Writes one document of OpenAPI 3.0. One instance for one document. */
record OpenApiV3(JsonGenerator json) {

    /**
     * @param name of the document, as in the index: {@code apis/apps/v1}
     * @param custom resources of this document that definitions add; their paths are among the others
     */
    void write(String name, List<PathItem> paths, List<ResourceType> custom, SchemaCatalog schemas) {
        json.writeStartObject();
        json.writeStringProperty("openapi", "3.0.0");
        json.writeObjectPropertyStart("info");
        json.writeStringProperty("title", "Kubernetes");
        json.writeStringProperty("version", OpenApiDocuments.VERSION);
        json.writeEndObject();
        json.writeObjectPropertyStart("paths");
        List<PathItem> sorted = new ArrayList<>(paths);
        sorted.sort(Comparator.comparing(PathItem::path));
        sorted.forEach(this::path);
        json.writeEndObject();
        components(
                name,
                DefinitionClosure.of(paths, custom.isEmpty() ? List.of() : CustomSchemas.ALWAYS, schemas),
                custom);
        json.writeEndObject();
    }

    private void components(String name, SortedMap<String, Schema> definitions, List<ResourceType> custom) {
        json.writeObjectPropertyStart("components");
        if (!definitions.isEmpty()) {
            Descriptions descriptions = Descriptions.read();
            json.writeObjectPropertyStart("schemas");
            SchemaWriter writer = new SchemaWriter(json, Flavor.V3, descriptions, kind -> belongs(kind, name));
            definitions.forEach(writer::definition);
            new CustomSchemas(Flavor.V3, descriptions)
                    .of(custom)
                    .forEach((definition, schema) -> SchemaOperation.tree(json, definition, schema));
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("securitySchemes");
        OpenApiV2.bearerToken(json);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Of the kinds that exist in every group version, a document shows that of the core group and its own. */
    private static boolean belongs(GroupVersionKind kind, String document) {
        boolean core = kind.group().isEmpty() && kind.version().equals("v1");
        return core || document.equals("apis/" + kind.group() + "/" + kind.version());
    }

    private void path(PathItem item) {
        json.writeObjectPropertyStart(item.path());
        parameters(item.common());
        for (Operation operation : item.operations()) {
            json.writeObjectPropertyStart(operation.method());
            SchemaOperation.head(json, operation);
            parameters(item.own(operation));
            body(operation);
            json.writeObjectPropertyStart("responses");
            operation.responses().forEach(response -> response(response, operation.produces()));
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void parameters(List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("parameters");
        for (Parameter parameter : parameters) {
            json.writeStartObject();
            json.writeStringProperty("name", parameter.name());
            json.writeStringProperty("in", parameter.in());
            json.writeStringProperty("description", parameter.description());
            if (parameter.required()) {
                json.writeBooleanProperty("required", true);
            }
            json.writeObjectPropertyStart("schema");
            json.writeStringProperty("type", parameter.type());
            json.writeBooleanProperty("uniqueItems", true);
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void body(Operation operation) {
        Operation.Body body = operation.body();
        if (body == null) {
            return;
        }
        json.writeObjectPropertyStart("requestBody");
        content(operation.consumes(), body.definition());
        if (body.required()) {
            json.writeBooleanProperty("required", true);
        }
        json.writeEndObject();
    }

    private void response(Response response, List<String> mediaTypes) {
        json.writeObjectPropertyStart(Integer.toString(response.code()));
        json.writeStringProperty("description", response.description());
        if (!response.definition().isEmpty()) {
            content(mediaTypes, response.definition());
        }
        json.writeEndObject();
    }

    private void content(List<String> mediaTypes, String definition) {
        List<String> sorted = new ArrayList<>(mediaTypes);
        Collections.sort(sorted);
        json.writeObjectPropertyStart("content");
        for (String mediaType : sorted) {
            json.writeObjectPropertyStart(mediaType);
            SchemaOperation.schema(json, definition, Flavor.V3);
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
