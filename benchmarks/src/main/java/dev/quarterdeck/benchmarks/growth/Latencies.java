package dev.quarterdeck.benchmarks.growth;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * How long operations took, in milliseconds.
 *
 * @param perSecond all workers together
 */
record Latencies(double p50, double p99, double perSecond) {

    static Latencies of(long[] nanos, double seconds) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no operation was measured");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(rank(sorted, 0.5), rank(sorted, 0.99), sorted.length / seconds);
    }

    /** Nearest rank. */
    private static double rank(long[] sorted, double quantile) {
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)] / 1e6;
    }

    /** Lets workers, each a virtual thread, do operations numbered from 0 until so many are done. The first failure is thrown. */
    static Latencies measure(int workers, int operations, IntConsumer operation) {
        long[] nanos = new long[operations];
        AtomicInteger next = new AtomicInteger();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(workers);
        long start = System.nanoTime();
        for (int w = 0; w < workers; w++) {
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < operations; i = next.getAndIncrement()) {
                        long began = System.nanoTime();
                        operation.accept(i);
                        nanos[i] = System.nanoTime() - began;
                    }
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return of(nanos, (System.nanoTime() - start) / 1e9);
    }

    static long random(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }
}
