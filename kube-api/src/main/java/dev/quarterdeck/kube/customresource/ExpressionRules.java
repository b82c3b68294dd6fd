package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The {@code x-kubernetes-validations} of one schema, compiled. Thread-safe. Lives apart from this package because expressions bring libraries with them
 * that not everybody who reads schemas wants.
 */
public interface ExpressionRules {

    /** Of a schema without rules, or where nobody evaluates them. */
    ExpressionRules NONE = (object, change) -> List.of();

    /**
     * What the rules find wrong, in the reference's order: of a value before those of its parts. Bounded by the cost budget of a request.
     *
     * @param change the object before and after; null on create
     */
    List<FieldError> check(JsonNode object, @Nullable ObjectChange change);

    /** Compiles the rules of schemas. Thread-safe. */
    interface Compiler {
        Compiler NONE = schema -> ExpressionRules.NONE;

        /** @param schema a whole structural schema, which was accepted */
        ExpressionRules compile(JsonSchema schema);

        /** @param schema a part of a structural schema, whose values are no whole objects */
        default ExpressionRules compilePart(JsonSchema schema) {
            return ExpressionRules.NONE;
        }
    }
}
