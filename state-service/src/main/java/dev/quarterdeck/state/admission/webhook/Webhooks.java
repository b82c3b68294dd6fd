package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.FreshView;
import dev.quarterdeck.state.admission.condition.ConditionCompiler;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Both plugins over one view of the configurations. */
public final class Webhooks {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final StoredResource MUTATING = new StoredResource(GROUP, "mutatingwebhookconfigurations");
    private static final StoredResource VALIDATING = new StoredResource(GROUP, "validatingwebhookconfigurations");

    /** All webhooks there are. */
    record Configured(List<Webhook> mutating, List<Webhook> validating) {}

    private final AdmissionPlugin mutating;
    private final AdmissionPlugin validating;

    /**
     * @param versions of what a type is stored as
     * @param threads for calls to several webhooks at once, and for looking for new configurations
     */
    public Webhooks(
            ClusterReader reader,
            Function<ResourceType, List<ResourceType>> versions,
            AdmissionForms forms,
            ConditionCompiler conditions,
            WebhookClient client,
            WebhookMetrics metrics,
            Supplier<String> uids,
            Executor threads) {
        FreshView<Configured> configured = new FreshView<>(
                List.of(MUTATING, VALIDATING),
                reader,
                seen -> new Configured(Webhook.all(seen.get(0), conditions), Webhook.all(seen.get(1), conditions)),
                System::nanoTime,
                threads);
        RequestMatcher matcher = new RequestMatcher(versions, reader);
        WebhookCaller caller = new WebhookCaller(client, uids);
        this.mutating =
                new MutatingAdmissionWebhook(() -> configured.get().mutating(), matcher, forms, caller, metrics);
        this.validating = new ValidatingAdmissionWebhook(
                () -> configured.get().validating(), matcher, forms, caller, metrics, threads);
    }

    public AdmissionPlugin mutating() {
        return mutating;
    }

    public AdmissionPlugin validating() {
        return validating;
    }
}
