package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Cause;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.Reinvocation;
import dev.quarterdeck.state.admission.condition.ExpressionFailure;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.condition.Inputs;
import dev.quarterdeck.state.admission.condition.ValueTrees;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import dev.quarterdeck.state.admission.policy.MutatingPolicy.Mutation;
import dev.quarterdeck.state.admission.policy.Params.Param;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has objects changed by all policies that match, one after the other, through each of their bindings, with each of its parameters. Where something was changed
 * all plugins are asked once more, and of the policies those that want to be and have seen the object as it was before.
 */
final class MutatingAdmissionPolicy implements AdmissionPlugin {
    private final Supplier<List<MutatingPolicy>> policies;
    private final RequestMatcher matcher;
    private final Params params;
    private final AdmissionForms forms;
    private final ConfigurationMerge merge;

    MutatingAdmissionPolicy(
            Supplier<List<MutatingPolicy>> policies,
            RequestMatcher matcher,
            Params params,
            AdmissionForms forms,
            ConfigurationMerge merge) {
        this.policies = policies;
        this.matcher = matcher;
        this.params = params;
        this.forms = forms;
        this.merge = merge;
    }

    /** One policy through one binding with one set of parameters. */
    private record Invocation(MutatingPolicy policy, Binding binding, Param param, ResourceType shown) {
        String id() {
            return policy.common().name() + "/" + binding.name() + "/" + param.id();
        }
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !policies.get().isEmpty() && !RequestMatcher.isExempt(request.type());
    }

    @Override
    public void mutate(AdmissionRequest request) {
        AdmissionView view = new AdmissionView(request, forms);
        List<String> refusals = new ArrayList<>(0);
        boolean[] invalid = new boolean[1];
        List<Invocation> invocations = new ArrayList<>(0);
        for (MutatingPolicy policy : policies.get()) {
            collect(policy, request, invocations, refusals);
        }
        if (!invocations.isEmpty()) {
            run(invocations, request, view, refusals, invalid);
        }
        if (!refusals.isEmpty()) {
            throw refused(request, refusals, invalid[0] && refusals.size() > 0);
        }
    }

    private void collect(
            MutatingPolicy policy, AdmissionRequest request, List<Invocation> invocations, List<String> refusals) {
        Policy common = policy.common();
        ObjectNode object = request.hasObject() ? request.object() : null;
        ResourceType shown;
        try {
            shown = matcher.match(common.criteria(), request, object);
            if (shown == null) {
                return;
            }
            if (common.paramKind() != null) {
                params.resource(common.paramKind());
            }
        } catch (ConfigurationFailure | ApiException failure) {
            if (!common.ignoresFailure()) {
                refusals.add("policy \"" + common.name() + "\" denied request: failed to configure policy: "
                        + failure.getMessage());
            }
            return;
        }
        for (Binding binding : common.bindings()) {
            try {
                if (matcher.match(binding.criteria(), request, object) == null) {
                    continue;
                }
                for (Param param : params.find(common.paramKind(), binding.paramRef(), request.namespace())) {
                    invocations.add(new Invocation(policy, binding, param, shown));
                }
            } catch (ConfigurationFailure | ApiException failure) {
                refuse(common, binding, "failed to configure binding: " + failure.getMessage(), refusals);
            }
        }
    }

    private static void refuse(Policy policy, Binding binding, String why, List<String> refusals) {
        if (!policy.ignoresFailure()) {
            refusals.add("policy '" + policy.name() + "' with binding '" + binding.name() + "' denied request: " + why);
        }
    }

    private void run(
            List<Invocation> invocations,
            AdmissionRequest request,
            AdmissionView view,
            List<String> refusals,
            boolean[] invalid) {
        Reinvocation.Memory memory = request.reinvocation().begin(name(), request);
        boolean second = request.reinvocation().isSecond();
        ObjectNode namespace = namespace(request);
        for (Invocation invocation : invocations) {
            Policy common = invocation.policy.common();
            try {
                if (!holds(invocation, request, view, namespace) || second && !memory.asksAgain(invocation.id())) {
                    continue;
                }
                if (mutate(invocation, request, view, namespace)) {
                    memory.somethingChanged();
                    request.reinvocation().want();
                }
            } catch (ExpressionFailure failure) {
                invalid[0] |= refusals.isEmpty();
                refuse(common, invocation.binding, failure.getMessage(), refusals);
            }
            if (invocation.policy.again()) {
                memory.wasAsked(invocation.id());
            }
        }
        request.reinvocation().end(name(), view);
    }

    private @Nullable ObjectNode namespace(AdmissionRequest request) {
        boolean isNamespace = request.isFor("", "namespaces", request.subresource());
        return request.namespace().isEmpty() || isNamespace
                ? null
                : matcher.namespace(request.namespace()).tree();
    }

    private static boolean holds(
            Invocation invocation, AdmissionRequest request, AdmissionView view, @Nullable ObjectNode namespace)
            throws ExpressionFailure {
        Policy common = invocation.policy.common();
        return common.conditions().isEmpty()
                || common.conditions()
                        .hold(common.scope()
                                .evaluation(
                                        inputs(invocation, request, view, namespace),
                                        ExpressionScopes.CONDITIONS_BUDGET));
    }

    private static Inputs inputs(
            Invocation invocation, AdmissionRequest request, AdmissionView view, @Nullable ObjectNode namespace) {
        return new Inputs(request, view, invocation.shown, invocation.param.object(), namespace);
    }

    /** Whether the object is another afterwards. */
    private boolean mutate(
            Invocation invocation, AdmissionRequest request, AdmissionView view, @Nullable ObjectNode namespace)
            throws ExpressionFailure {
        boolean changed = false;
        GroupVersionKind kind = request.kindIn(invocation.shown);
        for (Mutation mutation : invocation.policy.mutations()) {
            ObjectNode object = view.object(kind);
            if (object == null) {
                return false;
            }
            Object value = invocation
                    .policy
                    .common()
                    .scope()
                    .evaluation(inputs(invocation, request, view, namespace), ExpressionScopes.BUDGET)
                    .value(mutation.expression());
            try {
                ObjectNode mutated = mutation.jsonPatch() ? patched(object, value) : applied(kind, object, value);
                changed |= mutated != null && view.change(mutated);
            } catch (ApiException | IllegalArgumentException failure) {
                throw new ExpressionFailure(
                        (mutation.jsonPatch() ? "JSON Patch: " : "error applying patch: ") + failure.getMessage(),
                        false);
            }
        }
        return changed;
    }

    private static @Nullable ObjectNode patched(ObjectNode object, Object value) {
        return Patch.applyIfTestsHold(ValueTrees.of(value), object);
    }

    private ObjectNode applied(GroupVersionKind kind, ObjectNode object, Object value) {
        ObjectNode configuration = Json.object();
        configuration.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        if (ValueTrees.of(value) instanceof ObjectNode given) {
            configuration.setAll(given);
        }
        return merge.merge(kind, object, configuration);
    }

    private static ApiException refused(AdmissionRequest request, List<String> refusals, boolean invalid) {
        Details details = request.forbidden("").details();
        return ApiException.ofOthers(
                invalid ? "Invalid" : "Forbidden",
                403,
                refusals.getFirst(),
                new Details(
                        details.name(),
                        details.group(),
                        details.kind(),
                        null,
                        refusals.stream().map(text -> new Cause("", text, "")).toList(),
                        0));
    }
}
