package dev.quarterdeck.state.commit;

import java.util.List;

/** Runs one batch against the store, on the committer's thread. */
public interface BatchTransaction extends AutoCloseable {

    /** Durable when it returns. */
    Result run(List<List<Mutation>> groups) throws NotCommittedException, FateUnknownException;

    @Override
    void close();

    /**
     * @param outcomes one per group, in order
     * @param changes what was committed, in revision order
     */
    record Result(List<CommitOutcome> outcomes, List<CommittedChange> changes) {}

    /** Surely nothing of the batch was committed. */
    final class NotCommittedException extends Exception {
        private final boolean unavailable;

        /** @param unavailable the store could not be reached; false: it refused this batch */
        public NotCommittedException(boolean unavailable, String message, Throwable cause) {
            super(message, cause);
            this.unavailable = unavailable;
        }

        public boolean unavailable() {
            return unavailable;
        }
    }

    /** The connection was lost after COMMIT was sent, and the store could not be asked since. */
    final class FateUnknownException extends Exception {
        public FateUnknownException(Throwable cause) {
            super("the connection was lost while the batch was being committed", cause);
        }
    }
}
