package dev.quarterdeck.gateway.drain;

import dev.quarterdeck.gateway.health.NamedCheck;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Whether this gateway is on its way out, and who wants to know when that begins. Thread-safe. */
public final class Draining {
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    public boolean hasBegun() {
        return begun;
    }

    /** Once; what waits is told on the calling thread. */
    public void begin() {
        begun = true;
        for (Runnable told : waiting) {
            if (waiting.remove(told)) {
                told.run();
            }
        }
    }

    /** Runs the task when draining begins: at once where it has. Each task is an object of its own. */
    public void whenBegun(Runnable task) {
        waiting.add(task);
        if (begun && waiting.remove(task)) {
            task.run();
        }
    }

    /** The task is not to run any more. */
    public void forget(Runnable task) {
        waiting.remove(task);
    }

    /** Fails {@code /readyz} as soon as draining begins, under the reference's name. */
    public NamedCheck check() {
        return new NamedCheck(
                "shutdown",
                false,
                () -> begun
                        ? CompletableFuture.failedFuture(new IllegalStateException("process is shutting down"))
                        : CompletableFuture.completedFuture(null));
    }
}
