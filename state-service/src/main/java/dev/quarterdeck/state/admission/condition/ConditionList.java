package dev.quarterdeck.state.admission.condition;

import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code matchConditions}, compiled. Where one is false the answer is no, whatever becomes of the others; where one fails and none is false, failurePolicy
 * decides: Ignore means no, Fail that the failure is the request's. Immutable.
 */
public final class ConditionList {
    private final List<Expression> conditions;
    private final boolean ignoresFailure;

    private ConditionList(List<Expression> conditions, boolean ignoresFailure) {
        this.conditions = conditions;
        this.ignoresFailure = ignoresFailure;
    }

    public static ConditionList of(List<ObjectNode> conditions, ExpressionScope scope, boolean ignoresFailure) {
        return new ConditionList(
                conditions.stream()
                        .map(c -> scope.compile(Trees.text(c, "expression"), ExpressionScope.Result.BOOL))
                        .toList(),
                ignoresFailure);
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** Throws where one failed that may not. */
    public boolean hold(Evaluation evaluation) throws ExpressionFailure {
        List<String> failures = new ArrayList<>(0);
        for (Expression condition : conditions) {
            try {
                if (Boolean.FALSE.equals(evaluation.value(condition))) {
                    return false;
                }
            } catch (ExpressionFailure failure) {
                failures.add(failure.getMessage());
                if (failure.isOverBudget()) {
                    break;
                }
            }
        }
        if (failures.isEmpty()) {
            return true;
        }
        if (ignoresFailure) {
            return false;
        }
        throw new ExpressionFailure(
                failures.size() == 1 ? failures.getFirst() : "[" + String.join(", ", failures) + "]", false);
    }
}
