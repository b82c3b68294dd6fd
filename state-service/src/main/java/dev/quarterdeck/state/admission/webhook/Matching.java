package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionRequest.Operation;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a webhook is asked about a request: rules and selectors first, then its conditions. */
final class Matching {
    private Matching() {}

    static boolean concerns(
            RequestMatcher matcher,
            List<Webhook> webhooks,
            Operation operation,
            ResourceType type,
            String subresource) {
        if (webhooks.isEmpty() || RequestMatcher.isExempt(type)) {
            return false;
        }
        return webhooks.stream().anyMatch(w -> matcher.concerns(w.criteria(), operation, type, subresource));
    }

    /** The version in which the webhook wants to see the request; null where it is not asked. */
    static @Nullable ResourceType match(
            RequestMatcher matcher, Webhook webhook, AdmissionRequest request, AdmissionView view) {
        ResourceType shown = matcher.match(webhook.criteria(), request, view.newest());
        return shown != null && webhook.conditions().hold(request, view, shown) ? shown : null;
    }
}
