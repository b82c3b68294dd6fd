package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.condition.ConditionList;
import dev.quarterdeck.state.admission.condition.ExpressionScope;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.condition.ExpressionScopes.Variable;
import dev.quarterdeck.state.admission.match.MatchCriteria;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What validating and mutating policies have in common, read and compiled.
 *
 * @param ignoresFailure whether what can't be evaluated is let through
 * @param paramKind null where it has no parameters
 */
record Policy(
        String name,
        MatchCriteria criteria,
        boolean ignoresFailure,
        @Nullable GroupVersionKind paramKind,
        ExpressionScope scope,
        ConditionList conditions,
        List<Binding> bindings) {

    Policy with(List<Binding> all) {
        return new Policy(name, criteria, ignoresFailure, paramKind, scope, conditions, all);
    }

    static Policy of(ObjectNode policy, ExpressionScopes scopes) {
        ObjectNode spec = Trees.objectAt(policy, "spec");
        ObjectNode paramKind = Trees.objectAt(spec, "paramKind");
        boolean ignores = Trees.text(spec, "failurePolicy").equals("Ignore");
        ExpressionScope scope = scopes.scope(
                Trees.objects(spec, "variables").stream()
                        .map(v -> new Variable(Trees.text(v, "name"), Trees.text(v, "expression")))
                        .toList(),
                paramKind != null);
        ObjectNode constraints = Trees.objectAt(spec, "matchConstraints");
        return new Policy(
                Metadata.of(policy).name(),
                MatchCriteria.ofMatchResources(constraints),
                ignores,
                paramKind == null
                        ? null
                        : GroupVersionKind.of(Trees.text(paramKind, "apiVersion"), Trees.text(paramKind, "kind")),
                scope,
                ConditionList.of(Trees.objects(spec, "matchConditions"), scope, ignores),
                List.of());
    }
}
