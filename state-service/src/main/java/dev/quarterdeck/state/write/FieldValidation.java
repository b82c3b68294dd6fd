package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.function.Function;

/** What becomes of fields that a kind does not have (query option {@code fieldValidation}). */
enum FieldValidation {
    IGNORE,
    WARN,
    STRICT;

    static FieldValidation of(String option) {
        return switch (option) {
            case "", "Warn" -> WARN;
            case "Ignore" -> IGNORE;
            case "Strict" -> STRICT;
            default ->
                throw ApiException.badRequest("fieldValidation: Unsupported value: \"" + option
                        + "\": supported values: \"Ignore\", \"Warn\", \"Strict\"");
        };
    }

    /** Ignores, warns or refuses. {@code refusal} makes the answer from the joined errors. */
    void apply(List<String> strictErrors, List<String> warnings, Function<String, ApiException> refusal) {
        if (strictErrors.isEmpty()) {
            return;
        }
        switch (this) {
            case IGNORE -> {}
            case WARN -> warnings.addAll(strictErrors);
            case STRICT -> throw refusal.apply("strict decoding error: " + String.join(", ", strictErrors));
        }
    }
}
