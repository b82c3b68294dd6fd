package dev.quarterdeck.controller.admissionpolicy;

import dev.quarterdeck.cel.admission.KindTypes;
import dev.quarterdeck.cel.admission.TypeCheck;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ParamKind;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicySpec;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the status of a policy.
 *
 * <pre>
 * generation                → what
 * observed already            nothing
 * newer                       every validation and its message is checked against every kind that the rules name
 * </pre>
 *
 * Pure.
 */
final class TypeCheckPlanner {
    private final KindTypes types;

    TypeCheckPlanner(KindTypes types) {
        this.types = types;
    }

    /** The status to be applied. */
    Optional<ObjectNode> plan(ValidatingAdmissionPolicy policy, ResourceCatalog served) {
        long generation = orZero(policy.getMetadata().getGeneration());
        long observed =
                policy.getStatus() == null ? 0 : orZero(policy.getStatus().getObservedGeneration());
        if (generation <= observed) {
            return Optional.empty();
        }
        ObjectNode status = Json.object().put("observedGeneration", generation);
        ArrayNode warnings = warnings(policy.getSpec(), served);
        ObjectNode checking = status.putObject("typeChecking");
        if (!warnings.isEmpty()) {
            checking.set("expressionWarnings", warnings);
        }
        return Optional.of(status);
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** The expressions of a policy with objects of one kind. */
    private record KindCheck(GroupVersionKind kind, TypeCheck check) {
        Optional<String> problem(String expression) {
            return check.problem(expression)
                    .map(problem ->
                            kind.group() + "/" + kind.version() + ", Kind=" + kind.kind() + ": " + problem + "\n");
        }
    }

    private ArrayNode warnings(@Nullable ValidatingAdmissionPolicySpec spec, ResourceCatalog served) {
        ArrayNode warnings = Json.object().arrayNode();
        if (spec == null || spec.getValidations() == null) {
            return warnings;
        }
        List<KindCheck> checks = checks(spec, served);
        int index = 0;
        for (Validation validation : spec.getValidations()) {
            String field = "spec.validations[" + index++ + "]";
            warn(checks, field + ".expression", validation.getExpression(), warnings);
            warn(checks, field + ".messageExpression", validation.getMessageExpression(), warnings);
        }
        return warnings;
    }

    private List<KindCheck> checks(ValidatingAdmissionPolicySpec spec, ResourceCatalog served) {
        List<TypeCheck.Variable> variables = spec.getVariables() == null
                ? List.of()
                : spec.getVariables().stream()
                        .map(v -> new TypeCheck.Variable(v.getName(), v.getExpression()))
                        .toList();
        Optional<DeclaredType> params = params(spec.getParamKind(), served);
        List<KindCheck> checks = new ArrayList<>();
        for (ResourceType type : CheckedKinds.of(spec.getMatchConstraints(), served)) {
            types.of(type)
                    .ifPresent(
                            object -> checks.add(new KindCheck(type.gvk(), TypeCheck.of(variables, object, params))));
        }
        return checks;
    }

    /** Of a kind that is not served nothing is known. */
    private Optional<DeclaredType> params(@Nullable ParamKind kind, ResourceCatalog served) {
        return kind == null
                ? Optional.empty()
                : Optional.of(served.findKind(GroupVersionKind.of(kind.getApiVersion(), kind.getKind()))
                        .flatMap(types::of)
                        .orElse(DeclaredType.DYN));
    }

    private static void warn(List<KindCheck> checks, String field, @Nullable String expression, ArrayNode warnings) {
        if (expression == null || expression.isEmpty()) {
            return;
        }
        List<String> problems = checks.stream()
                .flatMap(check -> check.problem(expression).stream())
                .toList();
        if (!problems.isEmpty()) {
            warnings.addObject().put("fieldRef", field).put("warning", String.join("\n", problems));
        }
    }
}
