package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.admission.FreshView;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Both plugins over one view of policies and bindings. */
public final class Policies {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final List<StoredResource> RESOURCES = List.of(
            new StoredResource(GROUP, "validatingadmissionpolicies"),
            new StoredResource(GROUP, "validatingadmissionpolicybindings"),
            new StoredResource(GROUP, "mutatingadmissionpolicies"),
            new StoredResource(GROUP, "mutatingadmissionpolicybindings"));

    /** All policies that are bound. */
    record Configured(List<ValidatingPolicy> validating, List<MutatingPolicy> mutating) {}

    private final AdmissionPlugin mutating;
    private final AdmissionPlugin validating;

    /**
     * @param versions of what a type is stored as
     * @param kinds what parameters may be
     * @param beside looks for new policies while requests go on
     */
    public Policies(
            ClusterReader reader,
            Function<ResourceType, List<ResourceType>> versions,
            Function<GroupVersionKind, Optional<ResourceType>> kinds,
            AdmissionForms forms,
            ConfigurationMerge merge,
            ExpressionScopes scopes,
            Executor beside) {
        RevisionMemo<ValidatingPolicy> validatingMemo =
                new RevisionMemo<>(seen -> ValidatingPolicy.of(seen.tree(), scopes));
        RevisionMemo<MutatingPolicy> mutatingMemo = new RevisionMemo<>(seen -> MutatingPolicy.of(seen.tree(), scopes));
        FreshView<Configured> configured = new FreshView<>(
                RESOURCES,
                reader,
                seen -> new Configured(
                        validating(validatingMemo.all(seen.get(0)), seen.get(1)),
                        mutating(mutatingMemo.all(seen.get(2)), seen.get(3))),
                System::nanoTime,
                beside);
        RequestMatcher matcher = new RequestMatcher(versions, reader);
        Params params = new Params(kinds, reader, forms);
        this.mutating = new MutatingAdmissionPolicy(() -> configured.get().mutating(), matcher, params, forms, merge);
        this.validating = new ValidatingAdmissionPolicy(() -> configured.get().validating(), matcher, params, forms);
    }

    private static List<ValidatingPolicy> validating(List<ValidatingPolicy> policies, List<Seen> bindings) {
        Map<String, List<Binding>> byPolicy = Binding.byPolicy(bindings);
        return policies.stream()
                .filter(p -> byPolicy.containsKey(p.common().name()))
                .map(p -> p.with(byPolicy.getOrDefault(p.common().name(), List.of())))
                .toList();
    }

    private static List<MutatingPolicy> mutating(List<MutatingPolicy> policies, List<Seen> bindings) {
        Map<String, List<Binding>> byPolicy = Binding.byPolicy(bindings);
        return policies.stream()
                .filter(p -> byPolicy.containsKey(p.common().name()))
                .map(p -> p.with(byPolicy.getOrDefault(p.common().name(), List.of())))
                .toList();
    }

    public AdmissionPlugin mutating() {
        return mutating;
    }

    public AdmissionPlugin validating() {
        return validating;
    }
}
