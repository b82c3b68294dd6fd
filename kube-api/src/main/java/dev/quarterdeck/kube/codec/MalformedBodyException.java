package dev.quarterdeck.kube.codec;

/** Bytes that are not what their content type says. The message is the reference's own, without a frame; carries no stack trace. */
public final class MalformedBodyException extends RuntimeException {
    public MalformedBodyException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
