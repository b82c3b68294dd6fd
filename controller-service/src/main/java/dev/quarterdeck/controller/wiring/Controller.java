package dev.quarterdeck.controller.wiring;

import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One controller, ready to run: its handlers are registered, its loops not started. Closing it stops the loops and takes the handlers away, so that the same
 * informers can serve the next term of leadership.
 *
 * @param loops several where different keys are worked on, for example nodes and pods
 * @param informers may grow and shrink while it runs
 * @param besides closed first; null for nothing
 */
public record Controller(
        String name,
        List<ReconcileLoop<?>> loops,
        List<Informer<?>> informers,
        @Nullable AutoCloseable besides) implements AutoCloseable {

    public Controller(String name, List<ReconcileLoop<?>> loops, List<Informer<?>> informers) {
        this(name, loops, informers, null);
    }

    /** Completes once every cache this controller decides on is filled. */
    public CompletableFuture<Void> synced() {
        return CompletableFuture.allOf(informers.stream().map(Informer::synced).toArray(CompletableFuture[]::new));
    }

    public void start() {
        loops.forEach(ReconcileLoop::start);
    }

    @Override
    public void close() {
        if (besides != null) {
            try {
                besides.close();
            } catch (Exception e) {
                throw new IllegalStateException(name + " cannot be closed", e);
            }
        }
        informers.forEach(Informer::close);
        loops.forEach(ReconcileLoop::close);
    }
}
