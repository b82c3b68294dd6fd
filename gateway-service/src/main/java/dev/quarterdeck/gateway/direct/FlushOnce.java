package dev.quarterdeck.gateway.direct;

import java.util.concurrent.Executor;

/** One flush for all who ask before it is their thread's turn again, so that answers of one batch share records and system calls. One thread. */
final class FlushOnce {
    private final Executor later;
    private final Runnable flush;
    private boolean due;

    /** @param later runs tasks on this same thread, after what waits there already */
    FlushOnce(Executor later, Runnable flush) {
        this.later = later;
        this.flush = flush;
    }

    void ask() {
        if (!due) {
            due = true;
            later.execute(() -> {
                due = false;
                flush.run();
            });
        }
    }
}
