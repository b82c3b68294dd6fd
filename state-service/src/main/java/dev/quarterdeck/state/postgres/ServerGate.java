package dev.quarterdeck.state.postgres;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Shut while the server is gone, as far as {@link StoreProbe} knows. The pool's connections are made behind it: a pool that tries by itself pauses longer each time,
 * up to five seconds, and would come back that much later than the server. Thread-safe.
 */
final class ServerGate {
    private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

    /** By one thread, like {@link #open}. */
    void shut() {
        if (open.isDone()) {
            open = new CompletableFuture<>();
        }
    }

    void open() {
        open.complete(null);
    }

    /** Returns when it is open. */
    void pass() throws InterruptedException {
        try {
            open.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
