package dev.quarterdeck.reconcile.event;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an occurrence is a new Event, one more of an old one, or one too many. Rules as in Kubernetes' own recorder: the same event is counted up;
 * more than ten different messages of one object and reason within ten minutes become one combined event; an object that speaks more than 25 times is heard
 * once in five minutes. Used by one thread; remembers the last {@value #REMEMBERED} of each sort.
 */
final class EventCorrelator {
    private static final int REMEMBERED = 1024;
    private static final int SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final int BURST = 25;
    private static final Duration REFILL = Duration.ofMinutes(5);
    private static final String COMBINED = "(combined from similar events): ";

    /**
     * One thing that happened.
     *
     * @param host where; empty where that says nothing
     * @param action what was being done; null where that is not told
     */
    record Occurrence(
            ObjectReference regarding,
            EventType type,
            String reason,
            String message,
            Instant at,
            String host,
            @Nullable EventAction action) {}

    sealed interface Verdict {
        /** @param key where to {@link #written} it */
        record Create(Key key, Occurrence event) implements Verdict {}

        /** @param name of the Event that was written before */
        record Count(Key key, String name, int count, Occurrence event) implements Verdict {}

        record Drop() implements Verdict {}
    }

    /** What makes two occurrences the same event; message is empty for a combined one. */
    record Key(String object, String type, String reason, String message) {}

    private record Written(String name, int count) {}

    private static final class Similar {
        final Set<String> messages = new HashSet<>();
        Instant last = Instant.EPOCH;
    }

    private static final class Allowance {
        double tokens = BURST;
        Instant refilled = Instant.EPOCH;
    }

    private final Map<Key, Written> written = recent();
    private final Map<Key, Similar> similar = recent();
    private final Map<String, Allowance> allowances = recent();

    Verdict correlate(Occurrence event) {
        String object = object(event.regarding());
        if (!allowed(object, event.at())) {
            return new Verdict.Drop();
        }
        Key group = new Key(object, event.type().wireName(), event.reason(), "");
        Key key = new Key(object, event.type().wireName(), event.reason(), event.message());
        if (combine(group, event)) {
            key = group;
            event = new Occurrence(
                    event.regarding(),
                    event.type(),
                    event.reason(),
                    COMBINED + event.message(),
                    event.at(),
                    event.host(),
                    event.action());
        }
        @Nullable Written before = written.get(key);
        return before == null
                ? new Verdict.Create(key, event)
                : new Verdict.Count(key, before.name(), before.count() + 1, event);
    }

    private boolean combine(Key group, Occurrence event) {
        Similar seen = similar.computeIfAbsent(group, g -> new Similar());
        if (Duration.between(seen.last, event.at()).compareTo(SIMILAR_WITHIN) > 0) {
            seen.messages.clear();
        }
        seen.last = event.at();
        if (seen.messages.contains(event.message())) {
            return false;
        }
        if (seen.messages.size() + 1 < SIMILAR) {
            seen.messages.add(event.message());
            return false;
        }
        return true;
    }

    private boolean allowed(String object, Instant now) {
        Allowance allowance = allowances.computeIfAbsent(object, o -> new Allowance());
        if (!allowance.refilled.equals(Instant.EPOCH)) {
            double refill = (double) Duration.between(allowance.refilled, now).toMillis() / REFILL.toMillis();
            allowance.tokens = Math.min(BURST, allowance.tokens + Math.max(0, refill));
        }
        allowance.refilled = now;
        if (allowance.tokens < 1) {
            return false;
        }
        allowance.tokens -= 1;
        return true;
    }

    /** The event is now stored under this name, with this count. */
    void written(Key key, String name, int count) {
        written.put(key, new Written(name, count));
    }

    /** The event is stored no more (Events expire): the next one is new. */
    void forget(Key key) {
        written.remove(key);
    }

    private static String object(ObjectReference o) {
        return String.join(
                "/",
                String.valueOf(o.getKind()),
                String.valueOf(o.getNamespace()),
                String.valueOf(o.getName()),
                String.valueOf(o.getUid()),
                String.valueOf(o.getFieldPath()));
    }

    private static <K, V> Map<K, V> recent() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
