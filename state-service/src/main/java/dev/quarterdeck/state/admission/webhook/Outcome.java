package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.status.ApiException;

/** What came of asking one webhook. */
sealed interface Outcome {
    /** The HTTP code that metrics show; 0 for failures of this server. */
    int code();

    record Answered(AdmissionReviews.Answer answer) implements Outcome {
        @Override
        public int code() {
            return 200;
        }
    }

    record Denied(ApiException refusal, AdmissionReviews.Answer answer) implements Outcome {
        @Override
        public int code() {
            return refusal.code();
        }
    }

    /** It could not be asked, or its answer is none; the text is the reference's. */
    record Failed(int code, String why) implements Outcome {}

    /** The request does not allow it to be asked, whatever its failurePolicy. */
    record Refused(ApiException refusal) implements Outcome {
        @Override
        public int code() {
            return 0;
        }
    }
}
