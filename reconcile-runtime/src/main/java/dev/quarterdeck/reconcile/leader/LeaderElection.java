package dev.quarterdeck.reconcile.leader;

import java.util.function.BooleanSupplier;

/**
 * Runs work only while this replica leads. An old leader that does not know yet may act once more: every action is therefore a write with a
 * precondition.
 */
public interface LeaderElection extends AutoCloseable {

    /** Starts contending; {@code lead} is called on a thread of its own each time leadership is won, and interrupted when it is lost. */
    void start(LeaderWork lead);

    BooleanSupplier isLeader();

    /** Gives leadership back where it is held, so that another replica need not wait for the lease to run out. */
    @Override
    void close();

    /** The work of a leader; returns or is interrupted when leadership ends. */
    interface LeaderWork {
        void lead() throws InterruptedException;
    }
}
