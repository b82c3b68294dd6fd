package dev.quarterdeck.simulation.store;

import dev.quarterdeck.simulation.world.SimProcess;

/** One connection and its server side. */
final class StoreSession {
    final SimProcess client;
    /** Since when the server has heard nothing. */
    long quietSince;

    boolean ended;
    boolean inTransaction;
    boolean publishes;
    boolean notified;
    Runnable onEnd = () -> {};
    Runnable onNotify = () -> {};

    StoreSession(SimProcess client) {
        this.client = client;
    }

    /** The connection is gone, or the server does not answer in time. */
    static final class LostException extends Exception {
        LostException(String message) {
            super(message);
        }
    }
}
