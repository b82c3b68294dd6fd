package dev.quarterdeck.state.admission.condition;

import java.util.List;

/** Makes scopes. Thread-safe. */
public interface ExpressionScopes {
    /** What all expressions of a policy may cost for one request; the reference's number. */
    long BUDGET = 10_000_000L;

    /** What all match conditions may cost for one request. */
    long CONDITIONS_BUDGET = BUDGET / 4;

    /** {@code variables.NAME} */
    record Variable(String name, String expression) {}

    /** @param hasParams whether there is a {@code params} */
    ExpressionScope scope(List<Variable> variables, boolean hasParams);
}
