package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import dev.quarterdeck.stateclient.webhook.WebhookCallException;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks one webhook. Thread-safe; the calling thread waits, at most for the webhook's timeout and what is left of the request's time. */
final class WebhookCaller {
    private final WebhookClient client;
    private final Supplier<String> uids;

    WebhookCaller(WebhookClient client, Supplier<String> uids) {
        this.client = client;
        this.uids = uids;
    }

    /** A question, ready to be sent from any thread. {@code refused} says why it can't be asked at all. */
    record Question(Webhook webhook, String version, String uid, byte[] body, Outcome.@Nullable Refused refused) {}

    /** @param shown the version in which the webhook wants the objects */
    Question question(Webhook webhook, AdmissionRequest request, AdmissionView view, ResourceType shown) {
        if (request.dryRun() && !webhook.dryRun()) {
            ApiException refusal = ApiException.badRequest(
                    "admission webhook " + Quoting.quote(webhook.name()) + " does not support dry run");
            return new Question(webhook, "", "", new byte[0], new Outcome.Refused(refusal));
        }
        String version = AdmissionReviews.version(webhook.reviewVersions());
        if (version == null) {
            return new Question(webhook, "", "", new byte[0], null);
        }
        String uid = uids.get();
        return new Question(webhook, version, uid, AdmissionReviews.request(version, uid, request, view, shown), null);
    }

    /** @param left of the request's time */
    Outcome ask(Question question, boolean mutating, Duration left) {
        Webhook webhook = question.webhook();
        if (question.refused() != null) {
            return question.refused();
        }
        if (question.version().isEmpty()) {
            return failed(
                    webhook,
                    400,
                    "could not create admission objects: webhook does not accept known AdmissionReview versions (v1,"
                            + " v1beta1)");
        }
        Duration timeout = webhook.timeout().compareTo(left) < 0 ? webhook.timeout() : left;
        try {
            byte[] body = client.post(webhook.endpoint(), question.body(), timeout);
            AdmissionReviews.Answer answer =
                    AdmissionReviews.answer(question.version(), question.uid(), mutating, body);
            return new Outcome.Answered(answer);
        } catch (WebhookCallException e) {
            return failed(webhook, e.code(), "failed to call webhook: " + e.getMessage());
        } catch (AdmissionReviews.BadAnswer e) {
            String what = e.isDecoding() ? "failed to call webhook: " : "received invalid webhook response: ";
            return failed(webhook, 503, what + e.getMessage());
        }
    }

    static Outcome.Failed failed(Webhook webhook, int code, String why) {
        return new Outcome.Failed(code, "failed calling webhook " + Quoting.quote(webhook.name()) + ": " + why);
    }

    /** Warnings go to the client and annotations to the log, whatever the webhook decided. */
    static void note(Webhook webhook, AdmissionReviews.Answer answer, AdmissionRequest request) {
        answer.annotations().forEach((key, value) -> request.annotate(webhook.name() + "/" + key, value));
        answer.warnings().forEach(request::warn);
    }

    /** 500 with the one cause that the reference gives. */
    static ApiException internal(String why) {
        return new ApiException(
                StatusReason.INTERNAL_ERROR,
                "Internal error occurred: " + why,
                new ApiException.Details(null, null, null, null, List.of(new ApiException.Cause("", why, "")), 0));
    }

    /** What is left of the request's time; 504 where it is over. */
    static Duration left(AdmissionRequest request) {
        Duration left = request.timeLeft();
        if (!left.isPositive()) {
            throw new ApiException(
                    StatusReason.TIMEOUT,
                    "Timeout: request did not complete within requested timeout",
                    ApiException.Details.NONE);
        }
        return left;
    }
}
