package dev.quarterdeck.gateway.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Time as waiting reads see it. Thread-safe. */
public interface Patience {
    Patience SYSTEM = new Patience() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, Duration limit) {
            return future.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public <T> CompletableFuture<T> orElse(CompletableFuture<T> future, T value, Duration limit) {
            return future.completeOnTimeout(value, limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    };

    /** A monotonic clock. */
    long nanoTime();

    /** The same future, which fails with TimeoutException where it is not complete within the limit. */
    <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, Duration limit);

    /** The same future, which has this value where it is not complete within the limit. */
    <T> CompletableFuture<T> orElse(CompletableFuture<T> future, T value, Duration limit);
}
