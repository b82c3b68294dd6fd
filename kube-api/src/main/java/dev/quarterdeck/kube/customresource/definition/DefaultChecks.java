package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.ExpressionRules;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaValues;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Defaults must be what the schema asks for, and hold nothing that it does not describe. */
final class DefaultChecks {
    private final ExpressionRules.Compiler compiler;
    private final List<FieldError> errors;

    DefaultChecks(ExpressionRules.Compiler compiler, List<FieldError> errors) {
        this.compiler = compiler;
        this.errors = errors;
    }

    void check(JsonSchema schema, ObjectPath path) {
        JsonNode value = schema.defaultValue();
        if (value != null) {
            ObjectPath at = ObjectPath.field(path, "default");
            if (!SchemaValues.isPruned(value, schema)) {
                errors.add(
                        FieldError.invalid(at.toString(), SchemaValues.shown(value), "must not have unknown fields"));
            }
            List<FieldError> found = SchemaValues.check(value, schema, compiler);
            found.forEach(error -> errors.add(below(error, at)));
        }
        if (schema.items() != null) {
            check(schema.items(), ObjectPath.field(path, "items"));
        }
        schema.properties().forEach((name, property) -> {
            if (!(name.equals("metadata") && schema.extensions().embeddedResource())) {
                check(property, ObjectPath.key(ObjectPath.field(path, "properties"), name));
            }
        });
    }

    private static FieldError below(FieldError error, ObjectPath at) {
        String field = error.field().equals(ObjectPath.text(null)) ? at.toString() : at + "." + error.field();
        return new FieldError(error.type(), field, error.value(), error.detail());
    }
}
