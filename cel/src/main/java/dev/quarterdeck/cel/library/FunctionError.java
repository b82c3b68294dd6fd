package dev.quarterdeck.cel.library;

/** A function that cannot answer; the message is for users. */
public final class FunctionError extends RuntimeException {
    public FunctionError(String message) {
        super(message, null, false, false);
    }
}
