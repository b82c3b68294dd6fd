package dev.quarterdeck.state.admission.condition;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Match conditions of webhooks: about the objects and the request alone. */
public final class ScopedConditions implements ConditionCompiler {
    private final ExpressionScopes scopes;

    public ScopedConditions(ExpressionScopes scopes) {
        this.scopes = scopes;
    }

    @Override
    public MatchConditions compile(List<ObjectNode> conditions, boolean ignoresFailure) {
        if (conditions.isEmpty()) {
            return MatchConditions.NONE;
        }
        ExpressionScope scope = scopes.scope(List.of(), false);
        ConditionList list = ConditionList.of(conditions, scope, ignoresFailure);
        return (request, view, shown) -> hold(list, scope, request, view, shown);
    }

    private static boolean hold(
            ConditionList list,
            ExpressionScope scope,
            AdmissionRequest request,
            AdmissionView view,
            ResourceType shown) {
        try {
            return list.hold(
                    scope.evaluation(new Inputs(request, view, shown, null, null), ExpressionScopes.CONDITIONS_BUDGET));
        } catch (ExpressionFailure failure) {
            throw request.forbidden(failure.getMessage());
        }
    }
}
