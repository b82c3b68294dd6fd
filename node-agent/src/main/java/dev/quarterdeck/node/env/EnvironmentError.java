package dev.quarterdeck.node.env;

/** A container cannot be made as it is specified now; the message is what its user sees. Waiting may help: the missing object may come. */
public final class EnvironmentError extends RuntimeException {
    public EnvironmentError(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
