package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.object.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The annotation of {@code kubectl}'s client-side apply: what it says may be taken over by {@code kubectl apply --server-side}, which keeps it up to date. */
final class LastApplied {

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final int MOST_ANNOTATIONS = 256 << 10;

    private LastApplied() {}

    private static String text(ObjectNode object) {
        return object.path("metadata").path("annotations").path(ANNOTATION).asString("");
    }

    /** Fields that were applied by the client and are as they were. */
    static FieldSet owned(ObjectNode object, MergeType type, String apiVersion) {
        String text = text(object);
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            if (!(Json.MAPPER.readTree(text) instanceof ObjectNode applied)
                    || !applied.path("apiVersion").asString("").equals(apiVersion)
                    || !TypeCheck.find(applied, type).isEmpty()) {
                return FieldSet.EMPTY;
            }
            Comparison since = Comparison.of(applied, object, type, false);
            return Declared.of(applied, type)
                    .difference(since.modified())
                    .difference(since.added())
                    .difference(since.removed());
        } catch (JacksonException | Elements.Unkeyed malformed) {
            return FieldSet.EMPTY;
        }
    }

    /** Writes the configuration into the annotation, where the object has one. */
    static void renew(ObjectNode object, ObjectNode config) {
        if (text(object).isEmpty() || !(object.path("metadata").get("annotations") instanceof ObjectNode annotations)) {
            return;
        }
        ObjectNode applied = config.deepCopy();
        if (applied.path("metadata").get("annotations") instanceof ObjectNode own) {
            own.remove(ANNOTATION);
            if (own.isEmpty() && applied.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("annotations");
            }
        }
        annotations.put(ANNOTATION, sorted(applied) + "\n");
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            size += annotation.getKey().length()
                    + annotation.getValue().asString("").length();
        }
        if (size > MOST_ANNOTATIONS) {
            annotations.remove(ANNOTATION);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = object.objectNode();
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            fields.forEach((name, value) -> result.set(name, sorted(value)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = array.arrayNode();
            array.forEach(item -> result.add(sorted(item)));
            return result;
        }
        return node;
    }
}
