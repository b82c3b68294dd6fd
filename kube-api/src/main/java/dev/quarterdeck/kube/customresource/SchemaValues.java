package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Values that stand in a schema, such as defaults, held against that schema. Pure. */
public final class SchemaValues {

    private SchemaValues() {}

    /** Whether {@code value} holds nothing that {@code schema} does not describe. */
    public static boolean isPruned(JsonNode value, JsonSchema schema) {
        if (!value.isContainer()) {
            return true;
        }
        JsonNode copy = value.deepCopy();
        SchemaPruning.pruneValue(copy, schema);
        return copy.equals(value);
    }

    /** What is wrong with {@code value}; paths start at it. */
    public static List<FieldError> check(JsonNode value, JsonSchema schema, ExpressionRules.Compiler compiler) {
        List<FieldError> errors = new ArrayList<>(0);
        EmbeddedObjects.check(value, schema, null, errors);
        if (errors.isEmpty()) {
            errors.addAll(ValueChecks.check(value, schema, null, null).errors());
        }
        if (errors.isEmpty()) {
            errors.addAll(compiler.compilePart(schema).check(value, null));
        }
        return errors;
    }

    /** As messages show it. */
    public static String shown(JsonNode value) {
        return Values.shown(value);
    }
}
