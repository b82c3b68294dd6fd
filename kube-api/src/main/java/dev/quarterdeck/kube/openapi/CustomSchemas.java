package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.Descriptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Definitions of custom resources and their lists, from the schemas of their versions: with the fields that every object has, and in version 2 without what it
 * cannot say or old clients misread. Made anew for each document. Pure.
 */
final class CustomSchemas {
    /** Every document of a custom group version needs these besides what its paths name. */
    static final List<String> ALWAYS = List.of(ResourcePaths.META + "ObjectMeta", ResourcePaths.META + "ListMeta");

    /** What kubectl explain shows of the field; the type says the rest. */
    private static final String METADATA = "Standard object's metadata. More info: "
            + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    private static final String LIKE = "io.k8s.api.core.v1.ConfigMap";
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf", "not");

    private final Flavor flavor;
    private final Descriptions descriptions;

    CustomSchemas(Flavor flavor, Descriptions descriptions) {
        this.flavor = flavor;
        this.descriptions = descriptions;
    }

    /** {@code com.example.stable.v1.CronTab} */
    static String name(GroupVersionKind kind) {
        List<String> words = new ArrayList<>(List.of(kind.group().split("\\.")));
        Collections.reverse(words);
        return String.join(".", words) + "." + kind.version() + "." + kind.kind();
    }

    /** By name. */
    SortedMap<String, ObjectNode> of(List<ResourceType> types) {
        SortedMap<String, ObjectNode> all = new TreeMap<>();
        for (ResourceType type : types) {
            CustomVersion version = type.custom();
            if (version != null) {
                GroupVersionKind list =
                        new GroupVersionKind(type.gvk().group(), type.gvk().version(), version.listKind());
                all.put(name(type.gvk()), object(type, version));
                all.put(name(list), list(type, version, list));
            }
        }
        return all;
    }

    private ObjectNode object(ResourceType type, CustomVersion version) {
        ObjectNode schema = DefinitionReader.schema(version);
        ObjectNode shown;
        if (schema == null || flavor == Flavor.V2 && schema.path(PRESERVE).asBoolean(false)) {
            shown = Json.object().put("type", "object");
        } else {
            shown = shown(schema);
            meta(shown);
        }
        kind(shown, type.gvk());
        selectable(shown, version);
        return shown;
    }

    private ObjectNode list(ResourceType type, CustomVersion version, GroupVersionKind list) {
        ObjectNode shown = Json.object();
        shown.put("description", list.kind() + " is a list of " + type.gvk().kind());
        shown.put("type", "object");
        shown.putArray("required").add("items");
        ObjectNode properties = shown.putObject("properties");
        typeMeta(properties);
        ObjectNode items = properties.putObject("items");
        items.put("description", "List of " + type.gvr().resource());
        items.put("type", "array");
        items.set("items", reference(name(type.gvk()), ""));
        properties.set("metadata", reference(ResourcePaths.META + "ListMeta", "Standard list metadata"));
        kind(shown, list);
        selectable(shown, version);
        return shown;
    }

    private static void kind(ObjectNode schema, GroupVersionKind kind) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", kind.group())
                .put("kind", kind.kind())
                .put("version", kind.version());
    }

    private static void selectable(ObjectNode schema, CustomVersion version) {
        if (!version.selectableFields().isEmpty()) {
            ArrayNode fields = schema.putArray("x-kubernetes-selectable-fields");
            version.selectableFields().forEach(field -> fields.addObject().put("fieldPath", field.label()));
        }
    }

    private void meta(ObjectNode schema) {
        ObjectNode properties =
                schema.get("properties") instanceof ObjectNode there ? there : schema.putObject("properties");
        typeMeta(properties);
        properties.set("metadata", reference(ResourcePaths.META + "ObjectMeta", METADATA));
    }

    private void typeMeta(ObjectNode properties) {
        for (String field : List.of("apiVersion", "kind")) {
            properties
                    .putObject(field)
                    .put("description", descriptions.of(LIKE, field))
                    .put("type", "string");
        }
    }

    private ObjectNode reference(String definition, String description) {
        ObjectNode reference = Json.object();
        if (!description.isEmpty()) {
            reference.put("description", description);
        }
        if (flavor == Flavor.V3) {
            reference.putArray("allOf").addObject().put("$ref", flavor.reference(definition));
        } else {
            reference.put("$ref", flavor.reference(definition));
        }
        return reference;
    }

    /** A copy of a schema, and of all below it, as this version of OpenAPI shows it. */
    private ObjectNode shown(ObjectNode given) {
        ObjectNode schema = given.deepCopy();
        convert(schema);
        return schema;
    }

    private void convert(ObjectNode schema) {
        boolean preserve = schema.path(PRESERVE).asBoolean(false);
        if (flavor == Flavor.V2) {
            simplify(schema, preserve);
        } else if (schema.path("x-kubernetes-int-or-string").asBoolean(false) && !hasJunctor(schema)) {
            ArrayNode either = schema.putArray("anyOf");
            either.addObject().put("type", "integer");
            either.addObject().put("type", "string");
        }
        if (schema.get("properties") instanceof ObjectNode properties) {
            properties.forEach(this::convertChild);
        }
        convertChild(schema.path("items"));
        convertChild(schema.path("additionalProperties"));
        if (schema.path("x-kubernetes-embedded-resource").asBoolean(false) && !(flavor == Flavor.V2 && preserve)) {
            meta(schema);
            ArrayNode required =
                    schema.get("required") instanceof ArrayNode there ? there : schema.putArray("required");
            for (String field : List.of("kind", "apiVersion")) {
                if (required.valueStream().noneMatch(name -> name.asString("").equals(field))) {
                    required.add(field);
                }
            }
        }
    }

    private void convertChild(JsonNode child) {
        if (child instanceof ObjectNode object) {
            convert(object);
        }
    }

    private static boolean hasJunctor(ObjectNode schema) {
        return schema.has("anyOf") || schema.has("allOf");
    }

    private static void simplify(ObjectNode schema, boolean preserve) {
        schema.remove(JUNCTORS);
        boolean nullable = schema.path("nullable").asBoolean(false);
        schema.remove("nullable");
        if (nullable) {
            schema.remove("type");
        }
        if (nullable || preserve) {
            schema.remove(List.of("items", "properties"));
        }
        String type = schema.path("type").asString("");
        if (type.equals("array") && !schema.has("items") || preserve && type.equals("object")) {
            schema.remove("type");
        }
        requireNoNullable(schema);
    }

    /** What may be null may be absent, as version 2 sees it. */
    private static void requireNoNullable(ObjectNode schema) {
        if (!(schema.get("required") instanceof ArrayNode required)) {
            return;
        }
        for (int i = required.size() - 1; i >= 0; i--) {
            JsonNode property = schema.path("properties").path(required.get(i).asString(""));
            if (property.path("nullable").asBoolean(false)) {
                required.remove(i);
            }
        }
        if (required.isEmpty()
                || schema.path("additionalProperties").path("nullable").asBoolean(false)) {
            schema.remove("required");
        }
    }
}
