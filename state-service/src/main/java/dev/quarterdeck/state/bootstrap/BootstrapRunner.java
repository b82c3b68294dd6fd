package dev.quarterdeck.state.bootstrap;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the bootstrap when the service starts, on a thread of its own, and again every second until the store has taken it. {@link #done()} tells readiness.
 */
public final class BootstrapRunner implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BootstrapRunner.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Runnable steps;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private @Nullable ExecutorService thread;

    /** @param steps all that is to be done; idempotent */
    public BootstrapRunner(Runnable steps) {
        this.steps = steps;
    }

    /** Completes once everything is there. */
    public CompletableFuture<Void> done() {
        return done.copy();
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(
                    Thread.ofVirtual().name("bootstrap").factory());
            thread.execute(this::run);
        }
    }

    private void run() {
        String last = "";
        while (!done.isDone()) {
            try {
                steps.run();
                done.complete(null);
            } catch (RuntimeException e) {
                if (!e.toString().equals(last)) {
                    last = e.toString();
                    LOG.warn("the objects of the system could not be written yet", e);
                }
                CompletableFuture<Void> pause = new CompletableFuture<>();
                pause.completeOnTimeout(null, BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    pause.get();
                } catch (InterruptedException | java.util.concurrent.ExecutionException stopped) {
                    return;
                }
            }
        }
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
