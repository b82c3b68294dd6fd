package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.apply.MergeTypes;
import dev.quarterdeck.kube.customresource.CustomResourceSchema;
import dev.quarterdeck.kube.customresource.ExpressionRules;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a version's schema does to its objects. Without a schema everything is kept, nothing is added and nothing is wrong. Thread-safe. */
public final class CustomShape {
    private final @Nullable CustomResourceSchema schema;
    private volatile @Nullable MergeType mergeType;

    private CustomShape(@Nullable CustomResourceSchema schema) {
        this.schema = schema;
    }

    /** For whoever only reads: without the rules that are expressions. */
    public static CustomShape of(CustomVersion version) {
        return of(version, ExpressionRules.Compiler.NONE);
    }

    /** Reads the schema, which takes its time with large ones: to be kept. */
    public static CustomShape of(CustomVersion version, ExpressionRules.Compiler expressions) {
        ObjectNode source = DefinitionReader.schema(version);
        return new CustomShape(source == null ? null : CustomResourceSchema.compile(source, expressions));
    }

    /** The schema itself; null where the version has none. */
    public @Nullable CustomResourceSchema schema() {
        return schema;
    }

    /** How objects merge when they are applied. */
    public MergeType mergeType() {
        MergeType known = mergeType;
        if (known == null) {
            known = schema == null
                    ? MergeTypes.ofUnknownKind()
                    : MergeTypes.ofVerbatimKinds().ofKind(schema.objectSchema());
            mergeType = known;
        }
        return known;
    }

    /** Drops what the schema does not describe. */
    public void prune(ObjectNode object) {
        if (schema != null) {
            schema.prune(object);
        }
    }

    /** Paths of what {@link #prune} would drop. */
    public List<String> unknownFields(ObjectNode object) {
        return schema == null ? List.of() : schema.unknownFields(object);
    }

    public void applyDefaults(ObjectNode object) {
        if (schema != null) {
            schema.applyDefaults(object);
        }
    }

    /** @param old null for a new object */
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        return schema == null ? List.of() : schema.validate(object, old);
    }

    public List<FieldError> validateStatus(ObjectNode object, ObjectNode old) {
        return schema == null ? List.of() : schema.validateStatus(object, old);
    }
}
