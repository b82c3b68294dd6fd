package dev.quarterdeck.embedded;

/** An embedded store can't start or stop; the message names the part, the reason and the log to read. */
public final class EmbeddedStoreException extends RuntimeException {
    public EmbeddedStoreException(String message) {
        super(message);
    }

    public EmbeddedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
