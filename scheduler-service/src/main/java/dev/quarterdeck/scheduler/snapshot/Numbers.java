package dev.quarterdeck.scheduler.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Gives each of some keys a small number of its own; numbers that were given back are given again, the smallest first. Not thread-safe. */
final class Numbers<K> {
    private final Map<K, Integer> given = new HashMap<>();
    private final PriorityQueue<Integer> free = new PriorityQueue<>();

    @Nullable
    Integer of(K key) {
        return given.get(key);
    }

    int give(K key) {
        return given.computeIfAbsent(key, k -> {
            Integer again = free.poll();
            return again == null ? given.size() : again;
        });
    }

    void takeBack(K key) {
        Integer number = given.remove(key);
        if (number != null) {
            free.add(number);
        }
    }
}
