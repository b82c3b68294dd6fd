package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.state.admission.condition.Expression;
import dev.quarterdeck.state.admission.condition.ExpressionScope;
import dev.quarterdeck.state.admission.condition.ExpressionScope.Result;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A validating policy, compiled. */
record ValidatingPolicy(Policy common, List<Validation> validations, List<Annotation> annotations) {

    /**
     * @param message empty where it has none
     * @param messageExpression null where it has none
     * @param reason empty for Invalid
     */
    record Validation(
            Expression expression, String message, @Nullable Expression messageExpression, String reason) {}

    record Annotation(String key, Expression value) {}

    ValidatingPolicy with(List<Binding> bindings) {
        return new ValidatingPolicy(common.with(bindings), validations, annotations);
    }

    static ValidatingPolicy of(ObjectNode policy, ExpressionScopes scopes) {
        Policy common = Policy.of(policy, scopes);
        ExpressionScope scope = common.scope();
        return new ValidatingPolicy(
                common,
                Trees.objects(policy, "spec", "validations").stream()
                        .map(v -> validation(v, scope))
                        .toList(),
                Trees.objects(policy, "spec", "auditAnnotations").stream()
                        .map(a -> new Annotation(
                                Trees.text(a, "key"),
                                scope.compile(Trees.text(a, "valueExpression"), Result.TEXT_OR_NULL)))
                        .toList());
    }

    private static Validation validation(ObjectNode validation, ExpressionScope scope) {
        String messageExpression = Trees.text(validation, "messageExpression");
        return new Validation(
                scope.compile(Trees.text(validation, "expression"), Result.BOOL),
                Trees.text(validation, "message").strip(),
                messageExpression.isEmpty() ? null : scope.compile(messageExpression, Result.TEXT),
                Trees.text(validation, "reason"));
    }
}
