package dev.quarterdeck.kube.selector;

/** A selector that cannot be understood; its message is meant for the client. Carries no stack trace. */
final class SelectorSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    SelectorSyntaxException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
