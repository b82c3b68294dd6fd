package dev.quarterdeck.gateway.authn;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers at most {@code capacity} entries, those used last: two generations of half that size; when the young one is full, the old one is dropped.
 * Thread-safe; a lookup takes no lock.
 */
final class RecentCache<K, V> {
    private final int half;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = new ConcurrentHashMap<>();

    RecentCache(int capacity) {
        this.half = Math.max(1, capacity / 2);
    }

    @Nullable
    V get(K key) {
        V value = young.get(key);
        if (value == null) {
            value = old.get(key);
            if (value != null) {
                put(key, value);
            }
        }
        return value;
    }

    void put(K key, V value) {
        if (young.size() >= half) {
            turn();
        }
        young.put(key, value);
    }

    private synchronized void turn() {
        if (young.size() >= half) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }

    void remove(K key) {
        young.remove(key);
        old.remove(key);
    }

    int size() {
        return young.size() + old.size();
    }
}
