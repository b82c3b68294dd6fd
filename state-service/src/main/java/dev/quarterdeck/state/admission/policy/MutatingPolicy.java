package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.state.admission.condition.Expression;
import dev.quarterdeck.state.admission.condition.ExpressionScope;
import dev.quarterdeck.state.admission.condition.ExpressionScope.Result;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mutating policy, compiled.
 *
 * @param again whether it is asked once more where others changed the object after it
 */
record MutatingPolicy(Policy common, List<Mutation> mutations, boolean again) {

    /** @param jsonPatch whether it comes to a list of operations, or else to a configuration that is applied */
    record Mutation(boolean jsonPatch, Expression expression) {}

    MutatingPolicy with(List<Binding> bindings) {
        return new MutatingPolicy(common.with(bindings), mutations, again);
    }

    static MutatingPolicy of(ObjectNode policy, ExpressionScopes scopes) {
        Policy common = Policy.of(policy, scopes);
        return new MutatingPolicy(
                common,
                Trees.objects(policy, "spec", "mutations").stream()
                        .map(m -> mutation(m, common.scope()))
                        .toList(),
                Trees.text(policy, "spec", "reinvocationPolicy").equals("IfNeeded"));
    }

    private static Mutation mutation(ObjectNode mutation, ExpressionScope scope) {
        boolean patch = Trees.text(mutation, "patchType").equals("JSONPatch");
        String text = Trees.text(mutation, patch ? "jsonPatch" : "applyConfiguration", "expression");
        return new Mutation(patch, scope.compile(text, patch ? Result.JSON_PATCH : Result.APPLY_CONFIGURATION));
    }
}
