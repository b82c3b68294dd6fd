package dev.quarterdeck.controller.owner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a controller has created and deleted for a key and its cache has not shown yet. Until it has, counting what the cache holds would create or delete
 * twice. What never shows is given up after five minutes. Thread-safe.
 */
public final class Expectations<K> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final class Expected {
        final Set<String> created = new HashSet<>();
        final Set<String> deleted = new HashSet<>();
        Instant since = Instant.EPOCH;
    }

    private final InstantSource clock;
    private final Map<K, Expected> byKey = new HashMap<>();

    public Expectations(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized void created(K key, String uid) {
        Expected expected = expected(key);
        expected.created.add(uid);
    }

    public synchronized void deleted(K key, String uid) {
        expected(key).deleted.add(uid);
    }

    private Expected expected(K key) {
        Expected expected = byKey.computeIfAbsent(key, k -> new Expected());
        expected.since = clock.instant();
        return expected;
    }

    /** The cache has shown that this object is gone, so it has shown all of it. */
    public synchronized void gone(K key, String uid) {
        Expected expected = byKey.get(key);
        if (expected != null) {
            expected.created.remove(uid);
            expected.deleted.remove(uid);
        }
    }

    /**
     * Whether the cache shows everything that was done for the key.
     *
     * @param live uids that the cache holds and that are not being deleted
     * @param held uids that the cache holds
     */
    public synchronized boolean met(K key, Predicate<String> live, Predicate<String> held) {
        Expected expected = byKey.get(key);
        if (expected == null) {
            return true;
        }
        expected.created.removeIf(held);
        expected.deleted.removeIf(uid -> !live.test(uid));
        boolean over = (expected.created.isEmpty() && expected.deleted.isEmpty())
                || Duration.between(expected.since, clock.instant()).compareTo(PATIENCE) > 0;
        if (over) {
            byKey.remove(key);
        }
        return over;
    }

    public synchronized void forget(K key) {
        byKey.remove(key);
    }
}
