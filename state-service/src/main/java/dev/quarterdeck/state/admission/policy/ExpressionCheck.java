package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.condition.Expression;
import dev.quarterdeck.state.admission.condition.ExpressionScope;
import dev.quarterdeck.state.admission.condition.ExpressionScope.Result;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.condition.ExpressionScopes.Variable;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expressions of webhook configurations and policies must compile before they are stored. What is wrong with them is told together with what else is wrong, and what an
 * update leaves as it is is not compiled again. Thread-safe.
 */
public final class ExpressionCheck {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> CONFIGURATIONS =
            Set.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration");
    private static final Set<String> POLICIES = Set.of("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy");

    private final ExpressionScopes scopes;

    public ExpressionCheck(ExpressionScopes scopes) {
        this.scopes = scopes;
    }

    /** @param old what is there now; null for a create */
    public List<FieldError> errors(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        if (!kind.group().equals(GROUP)) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>(0);
        if (CONFIGURATIONS.contains(kind.kind())) {
            if (old == null || !object.path("webhooks").equals(old.path("webhooks"))) {
                webhooks(object, errors);
            }
        } else if (POLICIES.contains(kind.kind())) {
            if (old == null || !object.path("spec").equals(old.path("spec"))) {
                policy(object, errors);
            }
        }
        return errors;
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
