package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionRequest.Operation;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.Reinvocation;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows requests to mutating webhooks, one after the other, each sees what those before it made of the object. Where one has changed it, all plugins are asked
 * once more, and of the webhooks those that want to be ({@code reinvocationPolicy: IfNeeded}) and have seen the object as it was before.
 */
final class MutatingAdmissionWebhook implements AdmissionPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(MutatingAdmissionWebhook.class);
    private static final String TYPE = "admit";
    private static final String ANNOTATION = "mutation.webhook.admission.k8s.io/";

    private final Supplier<List<Webhook>> webhooks;
    private final RequestMatcher matcher;
    private final AdmissionForms forms;
    private final WebhookCaller caller;
    private final WebhookMetrics metrics;

    MutatingAdmissionWebhook(
            Supplier<List<Webhook>> webhooks,
            RequestMatcher matcher,
            AdmissionForms forms,
            WebhookCaller caller,
            WebhookMetrics metrics) {
        this.webhooks = webhooks;
        this.matcher = matcher;
        this.forms = forms;
        this.caller = caller;
        this.metrics = metrics;
    }

    @Override
    public boolean asksOthers(Operation operation, ResourceType type, String subresource) {
        return Matching.concerns(matcher, webhooks.get(), operation, type, subresource);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !webhooks.get().isEmpty() && !RequestMatcher.isExempt(request.type());
    }

    @Override
    public void mutate(AdmissionRequest request) {
        Reinvocation.Memory memory = request.reinvocation().begin(name(), request);
        boolean second = request.reinvocation().isSecond();
        AdmissionView view = new AdmissionView(request, forms);
        List<Webhook> all = webhooks.get();
        for (int i = 0; i < all.size(); i++) {
            Webhook webhook = all.get(i);
            ResourceType shown = Matching.match(matcher, webhook, request, view);
            if (shown == null || second && !memory.asksAgain(webhook.id())) {
                continue;
            }
            boolean changed = ask(webhook, request, view, shown, "round_" + (second ? 1 : 0) + "_index_" + i);
            if (changed) {
                memory.somethingChanged();
                request.reinvocation().want();
            }
            if (webhook.again()) {
                memory.wasAsked(webhook.id());
            }
        }
        request.reinvocation().end(name(), view);
    }

    /** Whether it changed the object. */
    private boolean ask(
            Webhook webhook, AdmissionRequest request, AdmissionView view, ResourceType shown, String place) {
        Duration left = WebhookCaller.left(request);
        long begun = System.nanoTime();
        WebhookCaller.Question question = caller.question(webhook, request, view, shown);
        Outcome outcome = caller.ask(question, true, left);
        boolean changed = false;
        if (outcome instanceof Outcome.Answered(AdmissionReviews.Answer answer)) {
            WebhookCaller.note(webhook, answer, request);
            if (!answer.allowed()) {
                outcome = new Outcome.Denied(Denial.of(webhook.name(), answer.status()), answer);
            } else if (answer.patch() != null) {
                Patched patched = patch(webhook, request, view, shown, answer.patch(), answer.patchType());
                changed = patched.changed;
                outcome = patched.failure == null ? outcome : patched.failure;
            }
        }
        request.annotate(ANNOTATION + place, annotation(webhook, changed));
        boolean rejected = !(outcome instanceof Outcome.Answered)
                && !(outcome instanceof Outcome.Failed && webhook.ignoresFailure());
        metrics.called(
                webhook,
                TYPE,
                request.operation().name(),
                outcome,
                rejected,
                Duration.ofNanos(System.nanoTime() - begun));
        switch (outcome) {
            case Outcome.Answered answered -> {}
            case Outcome.Denied denied -> throw denied.refusal();
            case Outcome.Refused(ApiException refusal) -> throw refusal;
            case Outcome.Failed(int code, String why) -> {
                if (!webhook.ignoresFailure()) {
                    throw WebhookCaller.internal(why);
                }
                LOG.warn("{}: the request goes on without it", why);
                metrics.failedOpen(webhook, TYPE);
                request.annotate("failed-open." + ANNOTATION + place, webhook.name());
                WebhookCaller.left(request);
            }
        }
        return changed;
    }

    private static String annotation(Webhook webhook, boolean changed) {
        return Json.object()
                .put("configuration", webhook.configuration())
                .put("webhook", webhook.name())
                .put("mutated", changed)
                .toString();
    }

    private record Patched(boolean changed, @Nullable Outcome failure) {}

    private Patched patch(
            Webhook webhook,
            AdmissionRequest request,
            AdmissionView view,
            ResourceType shown,
            byte[] patch,
            String patchType) {
        JsonNode operations;
        try {
            operations = Json.MAPPER.readTree(patch);
        } catch (JacksonException e) {
            return failed(webhook, "received undecodable patch in webhook response: " + e.getOriginalMessage());
        }
        if (operations.isEmpty()) {
            return new Patched(false, null);
        }
        ObjectNode object = view.object(request.kindIn(shown));
        if (object == null) {
            return refused("admission webhook " + Quoting.quote(webhook.name())
                    + " attempted to modify the object, which is not supported for this operation");
        }
        if (!patchType.equals("JSONPatch")) {
            return failed(webhook, "unsupported patch type " + Quoting.quote(patchType));
        }
        try {
            return new Patched(view.change(Patch.json(operations, List.of()).apply(object)), null);
        } catch (ApiException e) {
            return refused(e.getMessage());
        }
    }

    private static Patched failed(Webhook webhook, String why) {
        return new Patched(false, WebhookCaller.failed(webhook, 503, why));
    }

    private static Patched refused(String why) {
        return new Patched(false, new Outcome.Refused(WebhookCaller.internal(why)));
    }
}
