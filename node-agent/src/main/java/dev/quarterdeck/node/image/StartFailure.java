package dev.quarterdeck.node.image;

import java.time.Duration;

/** A container could not be started. Carries what {@code state.waiting} shows and when to try again. */
public final class StartFailure extends Exception {
    private final String reason;
    private final Duration retryAfter;

    public StartFailure(String reason, String message, Duration retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public String reason() {
        return reason;
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
