package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.schema.Descriptions;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the one document of OpenAPI 2.0 for the whole server. Parameters that many operations share are written once and referred to, except those that old
 * clients look for in place. One instance for one document.
 */
final class OpenApiV2 {

    /** Old releases of kubectl look for these and do not follow references. */
    private static final Set<String> IN_PLACE = Set.of("dryRun", "fieldValidation", "name");

    private static final int HASH_LENGTH = 6;

    private final JsonGenerator json;
    private final Map<String, Parameter> sharedParameters = new TreeMap<>();
    private final Map<String, Operation.Body> sharedBodies = new TreeMap<>();

    OpenApiV2(JsonGenerator json) {
        this.json = json;
    }

    /** @param custom resources that definitions add; their paths are among the others */
    void write(Collection<PathItem> paths, List<ResourceType> custom, SchemaCatalog schemas) {
        json.writeStartObject();
        json.writeStringProperty("swagger", "2.0");
        json.writeObjectPropertyStart("info");
        json.writeStringProperty("title", "Kubernetes");
        json.writeStringProperty("version", OpenApiDocuments.VERSION);
        json.writeEndObject();
        json.writeObjectPropertyStart("paths");
        List<PathItem> sorted = new ArrayList<>(paths);
        sorted.sort(Comparator.comparing(PathItem::path));
        sorted.forEach(this::path);
        json.writeEndObject();
        json.writeObjectPropertyStart("definitions");
        Descriptions descriptions = Descriptions.read();
        SchemaWriter writer = new SchemaWriter(json, Flavor.V2, descriptions, kind -> true);
        DefinitionClosure.of(paths, List.of(), schemas).forEach(writer::definition);
        new CustomSchemas(Flavor.V2, descriptions)
                .of(custom)
                .forEach((name, schema) -> SchemaOperation.tree(json, name, schema));
        json.writeEndObject();
        shared();
        json.writeObjectPropertyStart("securityDefinitions");
        bearerToken(json);
        json.writeEndObject();
        json.writeArrayPropertyStart("security");
        json.writeStartObject();
        SchemaWriter.strings(json, "BearerToken", List.of());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    static void bearerToken(JsonGenerator json) {
        json.writeObjectPropertyStart("BearerToken");
        json.writeStringProperty("description", "A bearer token in the authorization header");
        json.writeStringProperty("in", "header");
        json.writeStringProperty("name", "authorization");
        json.writeStringProperty("type", "apiKey");
        json.writeEndObject();
    }

    private void shared() {
        json.writeObjectPropertyStart("parameters");
        sharedBodies.forEach((name, body) -> {
            json.writeObjectPropertyStart(name);
            bodyContent(body);
            json.writeEndObject();
        });
        sharedParameters.forEach((name, parameter) -> {
            json.writeObjectPropertyStart(name);
            content(parameter);
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    private void path(PathItem item) {
        json.writeObjectPropertyStart(item.path());
        parameters(item.common(), null);
        for (Operation operation : item.operations()) {
            json.writeObjectPropertyStart(operation.method());
            SchemaOperation.head(json, operation);
            if (!operation.consumes().isEmpty()) {
                SchemaWriter.strings(json, "consumes", operation.consumes());
            }
            SchemaWriter.strings(json, "produces", operation.produces());
            SchemaWriter.strings(json, "schemes", List.of("https"));
            parameters(item.own(operation), operation.body());
            json.writeObjectPropertyStart("responses");
            for (Operation.Response response : operation.responses()) {
                json.writeObjectPropertyStart(Integer.toString(response.code()));
                json.writeStringProperty("description", response.description());
                if (!response.definition().isEmpty()) {
                    SchemaOperation.schema(json, response.definition(), Flavor.V2);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void parameters(List<Parameter> parameters, Operation.@Nullable Body body) {
        if (parameters.isEmpty() && body == null) {
            return;
        }
        json.writeArrayPropertyStart("parameters");
        if (body != null) {
            json.writeStartObject();
            boolean everywhere = body.definition().startsWith(ResourcePaths.META);
            if (everywhere) {
                String name = "body-" + hash(body.toString());
                sharedBodies.put(name, body);
                json.writeStringProperty("$ref", "#/parameters/" + name);
            } else {
                bodyContent(body);
            }
            json.writeEndObject();
        }
        for (Parameter parameter : parameters) {
            json.writeStartObject();
            if (IN_PLACE.contains(parameter.name())) {
                content(parameter);
            } else {
                String name = parameter.name() + "-" + hash(parameter.toString());
                sharedParameters.put(name, parameter);
                json.writeStringProperty("$ref", "#/parameters/" + name);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void content(Parameter parameter) {
        json.writeStringProperty("name", parameter.name());
        json.writeStringProperty("in", parameter.in());
        json.writeStringProperty("description", parameter.description());
        if (parameter.required()) {
            json.writeBooleanProperty("required", true);
        }
        json.writeStringProperty("type", parameter.type());
        json.writeBooleanProperty("uniqueItems", true);
    }

    private void bodyContent(Operation.Body body) {
        json.writeStringProperty("name", "body");
        json.writeStringProperty("in", "body");
        if (body.required()) {
            json.writeBooleanProperty("required", true);
        }
        SchemaOperation.schema(json, body.definition(), Flavor.V2);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, HASH_LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }
}
