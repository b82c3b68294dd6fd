package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Pruning;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.schema.TypeMismatch;
import dev.quarterdeck.kube.schema.UnknownFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metadata of custom resources: the same as that of every object, whatever their definition says. Pure. */
public final class CustomMetadata {
    private static final String FIELD = "metadata";
    private static final ObjectSchema SCHEMA = schema();

    private CustomMetadata() {}

    private static ObjectSchema schema() {
        return SchemaCatalog.builtIn()
                .definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .map(meta -> ObjectSchema.of("ObjectMeta", Map.of(FIELD, FieldSchema.of(FIELD, meta, false))))
                .orElseThrow();
    }

    /** What has the wrong type, in words; empty where nothing has. */
    public static Optional<String> mismatch(ObjectNode object) {
        return TypeMismatch.find(alone(object), SCHEMA);
    }

    /** {@code unknown field "metadata.x"} for each. */
    public static List<String> unknownFields(ObjectNode object) {
        return UnknownFields.find(alone(object), SCHEMA, List.of());
    }

    /** Drops fields that metadata does not have. */
    public static void prune(ObjectNode object) {
        JsonNode metadata = object.get(FIELD);
        if (metadata == null || metadata.isNull()) {
            object.remove(FIELD);
        } else {
            Pruning.prune(alone(object), SCHEMA);
        }
    }

    /** Leaves out what is empty. */
    public static void canonicalize(ObjectNode object) {
        CanonicalForm.apply(alone(object), SCHEMA);
    }

    /** Shares the metadata of the object. */
    private static ObjectNode alone(ObjectNode object) {
        ObjectNode alone = Json.object();
        JsonNode metadata = object.get(FIELD);
        if (metadata != null) {
            alone.set(FIELD, metadata);
        }
        return alone;
    }
}
