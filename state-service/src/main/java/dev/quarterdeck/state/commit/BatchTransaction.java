package dev.quarterdeck.state.commit;

import java.util.List;

/** Runs one batch against the store, on the committer's thread. */
public interface BatchTransaction extends AutoCloseable {

    /** Durable when it returns. */
    Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException;

    /** Reads back whether the batch was committed. {@link NotCommittedException}: the store can't be asked now. */
    boolean wasCommitted(FateUnknownException unknown) throws NotCommittedException;

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

    /** The connection was lost after COMMIT was sent: ask {@link #wasCommitted}. */
    final class FateUnknownException extends Exception {
        private final transient Result result;
        private final long revision;
        private final long batch;

        /**
         * @param revision the first revision that the batch wrote
         * @param batch what marks its rows
         * @param result what is true if it was committed
         */
        public FateUnknownException(long revision, long batch, Result result, Throwable cause) {
            super("the connection was lost while a batch was being committed", cause);
            this.revision = revision;
            this.batch = batch;
            this.result = result;
        }

        public long revision() {
            return revision;
        }

        public long batch() {
            return batch;
        }

        public Result result() {
            return result;
        }
    }
}
