package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionRequest.Operation;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.state.admission.match.RequestMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows requests to all validating webhooks that match, at the same time; where several refuse, the first in their order is heard. */
final class ValidatingAdmissionWebhook implements AdmissionPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ValidatingAdmissionWebhook.class);
    private static final String TYPE = "validating";
    private static final String FAILED_OPEN = "failed-open.validating.webhook.admission.k8s.io/round_0_index_";

    private final Supplier<List<Webhook>> webhooks;
    private final RequestMatcher matcher;
    private final AdmissionForms forms;
    private final WebhookCaller caller;
    private final WebhookMetrics metrics;
    private final Executor threads;

    ValidatingAdmissionWebhook(
            Supplier<List<Webhook>> webhooks,
            RequestMatcher matcher,
            AdmissionForms forms,
            WebhookCaller caller,
            WebhookMetrics metrics,
            Executor threads) {
        this.webhooks = webhooks;
        this.matcher = matcher;
        this.forms = forms;
        this.caller = caller;
        this.metrics = metrics;
        this.threads = threads;
    }

    @Override
    public boolean asksOthers(Operation operation, ResourceType type, String subresource) {
        return Matching.concerns(matcher, webhooks.get(), operation, type, subresource);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return !webhooks.get().isEmpty() && !RequestMatcher.isExempt(request.type());
    }

    private record Asked(Outcome outcome, Duration took) {}

    @Override
    public void validate(AdmissionRequest request) {
        AdmissionView view = new AdmissionView(request, forms);
        List<WebhookCaller.Question> questions = new ArrayList<>();
        for (Webhook webhook : webhooks.get()) {
            ResourceType shown = Matching.match(matcher, webhook, request, view);
            if (shown != null) {
                questions.add(caller.question(webhook, request, view, shown));
            }
        }
        if (questions.isEmpty()) {
            return;
        }
        Duration left = WebhookCaller.left(request);
        List<CompletableFuture<Asked>> running = new ArrayList<>(questions.size());
        for (WebhookCaller.Question question : questions.subList(1, questions.size())) {
            running.add(CompletableFuture.supplyAsync(() -> ask(question, left), threads));
        }
        running.addFirst(CompletableFuture.completedFuture(ask(questions.getFirst(), left)));
        ApiException refusal = null;
        for (int i = 0; i < questions.size(); i++) {
            ApiException heard = hear(questions.get(i).webhook(), running.get(i).join(), request, i);
            refusal = refusal == null ? heard : refusal;
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    private Asked ask(WebhookCaller.Question question, Duration left) {
        long begun = System.nanoTime();
        Outcome outcome = caller.ask(question, false, left);
        if (outcome instanceof Outcome.Answered(AdmissionReviews.Answer answer) && !answer.allowed()) {
            outcome = new Outcome.Denied(Denial.of(question.webhook().name(), answer.status()), answer);
        }
        return new Asked(outcome, Duration.ofNanos(System.nanoTime() - begun));
    }

    private @Nullable ApiException hear(Webhook webhook, Asked asked, AdmissionRequest request, int index) {
        Outcome outcome = asked.outcome;
        boolean rejected = !(outcome instanceof Outcome.Answered)
                && !(outcome instanceof Outcome.Failed && webhook.ignoresFailure());
        metrics.called(webhook, TYPE, request.operation().name(), outcome, rejected, asked.took);
        return switch (outcome) {
            case Outcome.Answered(AdmissionReviews.Answer answer) -> {
                WebhookCaller.note(webhook, answer, request);
                yield null;
            }
            case Outcome.Denied(ApiException refusal, AdmissionReviews.Answer answer) -> {
                WebhookCaller.note(webhook, answer, request);
                yield refusal;
            }
            case Outcome.Refused(ApiException refusal) -> refusal;
            case Outcome.Failed(int code, String why) -> {
                if (!webhook.ignoresFailure()) {
                    yield WebhookCaller.internal(why);
                }
                LOG.warn("{}: the request goes on without it", why);
                metrics.failedOpen(webhook, TYPE);
                request.annotate(FAILED_OPEN + index, webhook.name());
                yield null;
            }
        };
    }
}
