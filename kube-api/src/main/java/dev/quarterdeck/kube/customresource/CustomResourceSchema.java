package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The structural schema of one version of a custom resource, ready for use: what decoding, defaulting and validating its objects needs. Metadata at the top
 * is not its business: the rules of all objects hold there. Immutable and thread-safe; made once per version and kept. A schema that was refused at the
 * definition's creation must not be compiled.
 */
public final class CustomResourceSchema {
    /** Errors after which an expression might meet values it was not compiled for. */
    private static final Set<FieldError.Type> BLOCKING = EnumSet.of(
            FieldError.Type.NOT_SUPPORTED,
            FieldError.Type.REQUIRED,
            FieldError.Type.TOO_LONG,
            FieldError.Type.TOO_MANY,
            FieldError.Type.TYPE_INVALID);

    private final JsonSchema root;
    private final ExpressionRules expressions;
    private final boolean embedded;
    private final ObjectSchema objectSchema;

    private CustomResourceSchema(JsonSchema root, ExpressionRules.Compiler compiler) {
        this.root = root;
        expressions = compiler.compile(root);
        embedded = EmbeddedObjects.anyIn(root);
        objectSchema = MergeSchemas.of(root);
    }

    /** @param openApiV3Schema {@code spec.versions[].schema.openAPIV3Schema}; its rules are compiled by {@code compiler} */
    public static CustomResourceSchema compile(JsonNode openApiV3Schema, ExpressionRules.Compiler compiler) {
        return new CustomResourceSchema(DefaultPruning.prune(JsonSchema.of(openApiV3Schema)), compiler);
    }

    /** Without {@code x-kubernetes-validations}. */
    public static CustomResourceSchema compile(JsonNode openApiV3Schema) {
        return compile(openApiV3Schema, ExpressionRules.Compiler.NONE);
    }

    /** The schema with its defaults pruned. */
    public JsonSchema root() {
        return root;
    }

    /** Fields, list types and map keys, as merging (server-side apply) asks for them. */
    public ObjectSchema objectSchema() {
        return objectSchema;
    }

    /**
     * Brings a tree that a client sent into the form of the schema: unknown fields are dropped, as are nulls that are neither allowed nor replaced by
     * defaults, and embedded metadata is brought into shape. Throws 400 where embedded metadata cannot be. Changes the tree.
     */
    public void prune(ObjectNode object) {
        SchemaPruning.prune(object, root);
        SchemaDefaults.dropNulls(object, root);
        if (embedded) {
            Optional<FieldError> problem = EmbeddedObjects.coerce(object, root);
            if (problem.isPresent()) {
                throw ApiException.badRequest(problem.get().message());
            }
        }
    }

    /** Paths of what {@link #prune} would drop because nothing describes it, sorted: {@code spec.foo[0].bar}. Asked before pruning; changes nothing. */
    public List<String> unknownFields(ObjectNode object) {
        List<String> found = SchemaPruning.unknown(object, root);
        if (embedded) {
            EmbeddedObjects.unknown(object, root, found);
            Collections.sort(found);
        }
        return found;
    }

    /** Fills in defaults; a second time changes nothing. Also what is read from the store is defaulted, as the schema may have gained some. */
    public void applyDefaults(ObjectNode object) {
        SchemaDefaults.apply(object, root);
    }

    /** All that is wrong with a new object, in the reference's order. */
    public List<FieldError> validate(ObjectNode object) {
        return validate(object, null);
    }

    /** As {@link #validate(ObjectNode)}; what is wrong with a part that {@code old} has just so is let pass. */
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        ObjectChange change = old == null ? null : ObjectChange.of(object, old, root);
        List<FieldError> errors =
                new ArrayList<>(ValueChecks.check(object, root, null, change).errors());
        if (embedded) {
            EmbeddedObjects.check(object, root, null, errors);
        }
        repeatsAndExpressions(object, old, change, errors);
        return errors;
    }

    /** Validation of an update of the status subresource: of the schema only the part that describes the status is looked at. */
    public List<FieldError> validateStatus(ObjectNode object, ObjectNode old) {
        ObjectChange change = ObjectChange.of(object, old, root);
        List<FieldError> errors = new ArrayList<>(0);
        JsonSchema status = root.properties().get("status");
        JsonNode value = object.get("status");
        if (value != null && status != null) {
            ValueChecks.check(value, status, null, change.field("status"))
                    .errors()
                    .forEach(error -> errors.add(underStatus(error)));
        }
        repeatsAndExpressions(object, old, change, errors);
        return errors;
    }

    private static FieldError underStatus(FieldError error) {
        String field = error.field().equals(ObjectPath.text(null)) ? "status" : "status." + error.field();
        return new FieldError(error.type(), field, error.value(), error.detail());
    }

    private void repeatsAndExpressions(
            ObjectNode object, @Nullable ObjectNode old, @Nullable ObjectChange change, List<FieldError> errors) {
        List<FieldError> repeats = new ArrayList<>(0);
        ListRules.check(object, root, null, repeats);
        if (!repeats.isEmpty() && old != null) {
            List<FieldError> before = new ArrayList<>(0);
            ListRules.check(old, root, null, before);
            if (!before.isEmpty()) {
                repeats.clear();
            }
        }
        errors.addAll(repeats);
        if (expressions == ExpressionRules.NONE) {
            return;
        }
        if (errors.stream().anyMatch(error -> BLOCKING.contains(error.type()))) {
            errors.add(
                    FieldError.invalid(
                            ObjectPath.text(null),
                            "null",
                            "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
        } else {
            errors.addAll(expressions.check(object, change));
        }
    }
}
