package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.condition.Expression;
import dev.quarterdeck.state.admission.condition.ExpressionScope;
import dev.quarterdeck.state.admission.condition.ExpressionScope.Result;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.condition.ExpressionScopes.Variable;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Expressions of webhook configurations and policies must compile before they are stored. */
public final class ExpressionCheck implements AdmissionPlugin {
    private static final Set<String> CONFIGURATIONS =
            Set.of("validatingwebhookconfigurations", "mutatingwebhookconfigurations");
    private static final Set<String> POLICIES = Set.of("validatingadmissionpolicies", "mutatingadmissionpolicies");

    private final ExpressionScopes scopes;

    public ExpressionCheck(ExpressionScopes scopes) {
        this.scopes = scopes;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return RequestMatcher.isExempt(request.type())
                && request.hasObject()
                && request.subresource().isEmpty();
    }

    @Override
    public void validate(AdmissionRequest request) {
        List<FieldError> errors = new ArrayList<>(0);
        String resource = request.type().gvr().resource();
        if (CONFIGURATIONS.contains(resource)) {
            webhooks(request.object(), errors);
        } else if (POLICIES.contains(resource)) {
            policy(request.object(), errors);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(
                    request.type().gvk().group(), request.type().gvk().kind(), request.name(), errors);
        }
    }

    private void webhooks(ObjectNode configuration, List<FieldError> errors) {
        List<ObjectNode> webhooks = Trees.objects(configuration, "webhooks");
        for (int i = 0; i < webhooks.size(); i++) {
            List<ObjectNode> conditions = Trees.objects(webhooks.get(i), "matchConditions");
            if (!conditions.isEmpty()) {
                ExpressionScope scope = scopes.scope(List.of(), false);
                list(scope, conditions, "webhooks[" + i + "].matchConditions", "expression", Result.BOOL, errors);
            }
        }
    }

    private void policy(ObjectNode policy, List<FieldError> errors) {
        ObjectNode spec = Trees.objectAt(policy, "spec");
        if (spec == null) {
            return;
        }
        boolean params = Trees.objectAt(spec, "paramKind") != null;
        List<Variable> known = new ArrayList<>();
        List<ObjectNode> variables = Trees.objects(spec, "variables");
        for (int i = 0; i < variables.size(); i++) {
            String text = Trees.text(variables.get(i), "expression");
            report(
                    scopes.scope(known, params).compile(text, Result.ANY),
                    "spec.variables[" + i + "].expression",
                    errors);
            known.add(new Variable(Trees.text(variables.get(i), "name"), text));
        }
        ExpressionScope scope = scopes.scope(known, params);
        list(scope, Trees.objects(spec, "matchConditions"), "spec.matchConditions", "expression", Result.BOOL, errors);
        List<ObjectNode> validations = Trees.objects(spec, "validations");
        list(scope, validations, "spec.validations", "expression", Result.BOOL, errors);
        list(scope, validations, "spec.validations", "messageExpression", Result.TEXT, errors);
        list(
                scope,
                Trees.objects(spec, "auditAnnotations"),
                "spec.auditAnnotations",
                "valueExpression",
                Result.TEXT_OR_NULL,
                errors);
        mutations(scope, Trees.objects(spec, "mutations"), errors);
    }

    private static void mutations(ExpressionScope scope, List<ObjectNode> mutations, List<FieldError> errors) {
        for (int i = 0; i < mutations.size(); i++) {
            boolean patch = Trees.text(mutations.get(i), "patchType").equals("JSONPatch");
            String field = patch ? "jsonPatch" : "applyConfiguration";
            String text = Trees.text(mutations.get(i), field, "expression");
            report(
                    scope.compile(text, patch ? Result.JSON_PATCH : Result.APPLY_CONFIGURATION),
                    "spec.mutations[" + i + "]." + field + ".expression",
                    errors);
        }
    }

    private static void list(
            ExpressionScope scope,
            List<ObjectNode> items,
            String path,
            String field,
            Result result,
            List<FieldError> errors) {
        for (int i = 0; i < items.size(); i++) {
            String text = Trees.text(items.get(i), field);
            if (!text.isBlank()) {
                report(scope.compile(text, result), path + "[" + i + "]." + field, errors);
            }
        }
    }

    private static void report(Expression expression, String path, List<FieldError> errors) {
        if (!expression.error().isEmpty() && !expression.text().isBlank()) {
            errors.add(FieldError.invalid(path, Quoting.quote(expression.text()), expression.error()));
        }
    }
}
