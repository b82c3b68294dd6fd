package dev.quarterdeck.stateclient.webhook;

/** A webhook that was not reached, or did not answer with success. The message is what a client is told, in the reference's words. */
public final class WebhookCallException extends Exception {
    private final int code;

    WebhookCallException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The HTTP code that it answered, 503 where it was not reached. */
    public int code() {
        return code;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
