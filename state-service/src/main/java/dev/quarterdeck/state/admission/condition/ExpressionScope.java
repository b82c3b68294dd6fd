package dev.quarterdeck.state.admission.condition;

/** Compiles expressions that share variables, and evaluates them. Thread-safe. */
public interface ExpressionScope {
    /** What an expression has to come to. */
    enum Result {
        ANY,
        BOOL,
        TEXT,
        TEXT_OR_NULL,
        APPLY_CONFIGURATION,
        JSON_PATCH
    }

    Expression compile(String text, Result result);

    /** @param budget what all expressions of this evaluation may cost together */
    Evaluation evaluation(Inputs inputs, long budget);
}
