package dev.quarterdeck.stateclient.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One question under way per key; those who ask meanwhile share the next one, since an answer must not be older than its question. Thread-safe. */
final class SharedAnswers<K, A> {
    private final Function<K, CompletableFuture<A>> ask;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, UnderWay<A>> underWay = new HashMap<>();

    private static final class UnderWay<A> {
        @Nullable
        CompletableFuture<A> next;
    }

    SharedAnswers(Function<K, CompletableFuture<A>> ask) {
        this.ask = ask;
    }

    CompletableFuture<A> ask(K key) {
        CompletableFuture<A> answer;
        lock.lock();
        try {
            UnderWay<A> current = underWay.get(key);
            if (current != null) {
                if (current.next == null) {
                    current.next = new CompletableFuture<>();
                }
                return current.next.copy();
            }
            underWay.put(key, new UnderWay<>());
            answer = new CompletableFuture<>();
        } finally {
            lock.unlock();
        }
        start(key, answer);
        return answer.copy();
    }

    private void start(K key, CompletableFuture<A> answer) {
        ask.apply(key).whenComplete((value, error) -> {
            CompletableFuture<A> next;
            lock.lock();
            try {
                UnderWay<A> current = underWay.remove(key);
                next = current == null ? null : current.next;
                if (next != null) {
                    underWay.put(key, new UnderWay<>());
                }
            } finally {
                lock.unlock();
            }
            if (next != null) {
                start(key, next);
            }
            if (error != null) {
                answer.completeExceptionally(error);
            } else {
                answer.complete(value);
            }
        });
    }
}
