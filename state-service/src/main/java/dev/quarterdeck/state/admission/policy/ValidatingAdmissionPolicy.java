package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Cause;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.condition.Inputs;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import dev.quarterdeck.state.admission.policy.Findings.Denial;
import dev.quarterdeck.state.admission.policy.Params.Param;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has the object as it will be stored judged by all policies that match, through each of their bindings, with each of its parameters. What a binding does about
 * a failed validation it says itself: refuse, warn, note. The first refusal is heard.
 */
final class ValidatingAdmissionPolicy implements AdmissionPlugin {
    private static final String FAILURE = "validation.policy.admission.k8s.io/validation_failure";
    private static final int LONGEST_ANNOTATION = 10 * 1024;

    private final Supplier<List<ValidatingPolicy>> policies;
    private final RequestMatcher matcher;
    private final Params params;
    private final AdmissionForms forms;

    ValidatingAdmissionPolicy(
            Supplier<List<ValidatingPolicy>> policies, RequestMatcher matcher, Params params, AdmissionForms forms) {
        this.policies = policies;
        this.matcher = matcher;
        this.params = params;
        this.forms = forms;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !policies.get().isEmpty() && !RequestMatcher.isExempt(request.type());
    }

    /** @param binding empty where the policy itself could not be carried out */
    private record Refusal(String policy, String binding, String message, String reason) {
        String text() {
            return "ValidatingAdmissionPolicy '" + policy + "' "
                    + (binding.isEmpty() ? "" : "with binding '" + binding + "' ")
                    + "denied request: " + message;
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        AdmissionView view = new AdmissionView(request, forms);
        List<Refusal> refusals = new ArrayList<>(0);
        for (ValidatingPolicy policy : policies.get()) {
            judge(policy, request, view, refusals);
        }
        if (!refusals.isEmpty()) {
            throw refused(request, refusals.getFirst());
        }
    }

    private void judge(ValidatingPolicy policy, AdmissionRequest request, AdmissionView view, List<Refusal> refusals) {
        Policy common = policy.common();
        ResourceType shown;
        try {
            shown = matcher.match(common.criteria(), request, view.newest());
            if (shown == null) {
                return;
            }
            if (common.paramKind() != null) {
                params.resource(common.paramKind());
            }
        } catch (ConfigurationFailure | ApiException failure) {
            misconfigured(common, "", "failed to configure policy: " + failure.getMessage(), refusals);
            return;
        }
        Map<String, Set<String>> annotations = new LinkedHashMap<>(0);
        for (Binding binding : common.bindings()) {
            try {
                judge(policy, binding, request, view, shown, refusals, annotations);
            } catch (ConfigurationFailure | ApiException failure) {
                misconfigured(common, binding.name(), "failed to configure binding: " + failure.getMessage(), refusals);
            }
        }
        annotations.forEach((key, values) -> request.annotate(common.name() + "/" + key, String.join(", ", values)));
    }

    private static void misconfigured(Policy policy, String binding, String message, List<Refusal> refusals) {
        if (!policy.ignoresFailure()) {
            refusals.add(new Refusal(policy.name(), binding, message, ""));
        }
    }

    private void judge(
            ValidatingPolicy policy,
            Binding binding,
            AdmissionRequest request,
            AdmissionView view,
            ResourceType shown,
            List<Refusal> refusals,
            Map<String, Set<String>> annotations)
            throws ConfigurationFailure {
        Policy common = policy.common();
        if (matcher.match(binding.criteria(), request, view.newest()) == null) {
            return;
        }
        List<Param> found = params.find(common.paramKind(), binding.paramRef(), request.namespace());
        ObjectNode namespace = found.isEmpty() ? null : namespace(request);
        for (Param param : found) {
            Findings findings = Findings.of(policy, new Inputs(request, view, shown, param.object(), namespace));
            for (Denial denial : findings.denials()) {
                act(common, binding, denial, request, refusals);
            }
            findings.annotations().forEach((key, value) -> annotations
                    .computeIfAbsent(key, k -> new LinkedHashSet<>())
                    .add(value.length() > LONGEST_ANNOTATION ? value.substring(0, LONGEST_ANNOTATION) : value));
            findings.errors().forEach(error -> refusals.add(new Refusal(common.name(), binding.name(), error, "")));
        }
    }

    private @Nullable ObjectNode namespace(AdmissionRequest request) {
        boolean isNamespace = request.isFor("", "namespaces", request.subresource());
        return request.namespace().isEmpty() || isNamespace
                ? null
                : matcher.namespace(request.namespace()).tree();
    }

    private static void act(
            Policy policy, Binding binding, Denial denial, AdmissionRequest request, List<Refusal> refusals) {
        for (String action : binding.actions()) {
            switch (action) {
                case "Deny" ->
                    refusals.add(new Refusal(policy.name(), binding.name(), denial.message(), denial.reason()));
                case "Warn" ->
                    request.warn("Validation failed for ValidatingAdmissionPolicy '" + policy.name()
                            + "' with binding '" + binding.name() + "': " + denial.message());
                case "Audit" -> request.annotate(FAILURE, failure(policy, binding, denial));
                default -> {}
            }
        }
    }

    private static String failure(Policy policy, Binding binding, Denial denial) {
        ObjectNode failure = Json.object()
                .put("message", denial.message())
                .put("policy", policy.name())
                .put("binding", binding.name())
                .put("expressionIndex", denial.index());
        binding.actions().forEach(failure.putArray("validationActions")::add);
        return "[" + failure + "]";
    }

    private static ApiException refused(AdmissionRequest request, Refusal refusal) {
        ApiException plain = request.forbidden(refusal.text());
        String reason = refusal.reason.isEmpty() ? "Invalid" : refusal.reason;
        int code =
                switch (reason) {
                    case "Forbidden" -> 403;
                    case "Unauthorized" -> 401;
                    case "RequestEntityTooLarge" -> 413;
                    default -> 422;
                };
        Details details = plain.details();
        return ApiException.ofOthers(
                reason,
                code,
                plain.getMessage(),
                new Details(
                        details.name(),
                        details.group(),
                        details.kind(),
                        null,
                        List.of(new Cause("", refusal.text(), "")),
                        0));
    }
}
