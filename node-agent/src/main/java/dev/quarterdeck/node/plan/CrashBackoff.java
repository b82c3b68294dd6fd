package dev.quarterdeck.node.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a container that keeps ending waits before it runs again: 10 s, doubled each time up to 5 min, forgotten after 10 min without an end. Used by
 * one thread at a time.
 */
public final class CrashBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGET = LONGEST.multipliedBy(2);

    private record Entry(Duration delay, Instant since) {}

    private final Map<String, Entry> entries = new HashMap<>();

    /** Until when a container that ended at a time must wait; that time itself if it need not. */
    public Instant until(String key, Instant endedAt) {
        Entry entry = entries.get(key);
        if (entry == null || expired(entry, endedAt)) {
            return endedAt;
        }
        return endedAt.plus(entry.delay());
    }

    /** How long {@link #until} makes it wait now. */
    public Duration delay(String key) {
        Entry entry = entries.get(key);
        return entry == null ? Duration.ZERO : entry.delay();
    }

    /** Notes that the container is started again after it ended. */
    public void restarted(String key, Instant endedAt, Instant now) {
        Entry entry = entries.get(key);
        Duration next =
                entry == null || expired(entry, endedAt) ? FIRST : entry.delay().multipliedBy(2);
        entries.put(key, new Entry(next.compareTo(LONGEST) > 0 ? LONGEST : next, now));
    }

    private static boolean expired(Entry entry, Instant endedAt) {
        return Duration.between(entry.since(), endedAt).compareTo(FORGET) > 0;
    }
}
