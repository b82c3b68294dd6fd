package dev.quarterdeck.kube.customresource;

import java.util.List;

/** Looks at the {@code x-kubernetes-validations} of a schema when a definition is written. Thread-safe. */
public interface ExpressionChecks {

    /** Where nobody knows expressions: they are taken as they are. */
    ExpressionChecks NONE = (schema, wholeObject) -> List.of();

    /**
     * One rule.
     *
     * @param error why it cannot be used; empty where it can
     * @param messageError the same of its message expression
     * @param cost the most that one evaluation costs, unsigned
     * @param messageCost the same of its message expression
     * @param occurrences how often such a value fits into one request
     */
    record Checked(
            String error, String messageError, long cost, long messageCost, long occurrences, boolean usesOldSelf) {}

    /**
     * The rules that stand at {@code schema} itself, in their order.
     *
     * @param wholeObject whether values are whole objects, with metadata
     */
    List<Checked> check(JsonSchema schema, boolean wholeObject);
}
