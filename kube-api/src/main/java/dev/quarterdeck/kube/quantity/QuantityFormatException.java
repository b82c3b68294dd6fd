package dev.quarterdeck.kube.quantity;

/** Text that is no quantity; the message is meant for the client. Carries no stack trace. */
public final class QuantityFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    QuantityFormatException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
