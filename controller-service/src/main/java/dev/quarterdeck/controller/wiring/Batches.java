package dev.quarterdeck.controller.wiring;

import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Does many like things in growing batches: one first, then two at once, four, and so on. After a batch in which one failed no other is begun, so that what
 * cannot work is found out with few requests. The things of a batch run on virtual threads; the caller waits for them. Thread-safe.
 *
 * @param most at once; 1 does one after the other on the caller's thread
 */
public record Batches(int most) {
    /** One after the other. */
    public static final Batches ONE_BY_ONE = new Batches(1);

    /** One of the things. */
    public interface Step<T> {
        /**
         * @return false where no other needs to be tried
         * @throws ApiException where it failed
         */
        boolean take(T item) throws InterruptedException;
    }

    /** @return the first failure; null where there was none */
    public <T> @Nullable ApiException run(List<T> items, Step<T> step) throws InterruptedException {
        Queue<ApiException> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        int size = 1;
        for (int done = 0; done < items.size() && failures.isEmpty() && !enough.get(); ) {
            List<T> batch = items.subList(done, Math.min(items.size(), done + size));
            if (batch.size() == 1) {
                attempt(batch.getFirst(), step, failures, enough);
            } else {
                together(batch, step, failures, enough);
            }
            done += batch.size();
            size = Math.min(most, size * 2);
        }
        return failures.peek();
    }

    private static <T> void together(List<T> batch, Step<T> step, Queue<ApiException> failures, AtomicBoolean enough)
            throws InterruptedException {
        CountDownLatch left = new CountDownLatch(batch.size());
        Queue<RuntimeException> broken = new ConcurrentLinkedQueue<>();
        List<Thread> threads = batch.stream()
                .map(item -> Thread.ofVirtual().start(() -> {
                    try {
                        attempt(item, step, failures, enough);
                    } catch (InterruptedException e) {
                        enough.set(true);
                    } catch (RuntimeException e) {
                        broken.add(e);
                    } finally {
                        left.countDown();
                    }
                }))
                .toList();
        try {
            left.await();
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
        RuntimeException first = broken.peek();
        if (first != null) {
            throw first;
        }
    }

    private static <T> void attempt(T item, Step<T> step, Queue<ApiException> failures, AtomicBoolean enough)
            throws InterruptedException {
        try {
            if (!step.take(item)) {
                enough.set(true);
            }
        } catch (ApiException e) {
            failures.add(e);
        }
    }
}
