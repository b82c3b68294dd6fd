package dev.quarterdeck.state.publish;

/**
 * A session of the store that holds the publisher's lock from {@link #tryLock} until it ends. Calls block; {@link EndedException} where it has ended, which
 * its owner may learn late.
 */
public interface PublisherSession extends AutoCloseable {

    /** Whether no other session holds the lock. */
    boolean tryLock() throws EndedException;

    /** From now on the session hears of batches of other replicas, and the server ends it when it is silent. */
    void lead() throws EndedException;

    /** Whether other replicas have committed since the last call; waits for them at most {@code millis}. */
    boolean heard(int millis) throws EndedException;

    void giveSignOfLife() throws EndedException;

    @Override
    void close();

    /** Opens sessions. */
    @FunctionalInterface
    interface Source {
        PublisherSession open() throws EndedException;
    }

    /** The session has ended, or none could be opened. */
    final class EndedException extends Exception {
        public EndedException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
