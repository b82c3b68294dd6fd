package dev.quarterdeck.scheduler.volume;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was decided and is not written yet, with the pods that rely on it: it lasts until the last of them has let go, or until it is written. Thread-safe. */
final class Holds {
    private record Hold(String value, Set<String> pods) {}

    private final Map<String, Hold> holds = new ConcurrentHashMap<>();

    /** @param pod the uid of one that relies on it */
    void hold(String key, String value, String pod) {
        holds.merge(key, new Hold(value, Set.of(pod)), (before, now) -> {
            if (!before.value().equals(value)) {
                return now;
            }
            Set<String> pods = new HashSet<>(before.pods());
            pods.add(pod);
            return new Hold(value, pods);
        });
    }

    void letGo(String key, String pod) {
        holds.computeIfPresent(key, (k, hold) -> {
            Set<String> pods = new HashSet<>(hold.pods());
            pods.remove(pod);
            return pods.isEmpty() ? null : new Hold(hold.value(), pods);
        });
    }

    void written(String key) {
        holds.remove(key);
    }

    /** Empty for nothing. */
    String valueOf(String key) {
        Hold hold = holds.get(key);
        return hold == null ? "" : hold.value();
    }
}
