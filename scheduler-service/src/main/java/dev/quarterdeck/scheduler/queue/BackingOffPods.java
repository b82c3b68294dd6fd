package dev.quarterdeck.scheduler.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pods that wait until their back-off is over, apart by why: those that rules rejected may be tried early, those whose attempt failed otherwise may not. Used
 * under the queue's lock.
 */
final class BackingOffPods {
    private static final int DOUBLINGS = 10;

    /** By how many attempts there were before the last one: it is asked for at each comparison. */
    private final List<Duration> backoffs;

    /** Those that are due in the same second in the order of active ones. */
    private final OrderedPods rejected =
            new OrderedPods(Comparator.comparing((Waiting w) -> due(w).truncatedTo(ChronoUnit.SECONDS))
                    .thenComparing(Waiting.MOST_URGENT_FIRST));

    private final OrderedPods failed =
            new OrderedPods(Comparator.comparing(this::due).thenComparingLong(Waiting::order));

    private final List<OrderedPods> both = List.of(rejected, failed);

    /** @param first after one attempt; doubled with each further one, to {@code longest} */
    BackingOffPods(Duration first, Duration longest) {
        this.backoffs = IntStream.rangeClosed(0, DOUBLINGS)
                .mapToObj(n -> first.multipliedBy(1L << n))
                .map(backoff -> backoff.compareTo(longest) > 0 ? longest : backoff)
                .toList();
    }

    Instant due(Waiting waiting) {
        return waiting.since().plus(backoffs.get(Math.clamp(waiting.attempts() - 1L, 0, DOUBLINGS)));
    }

    void put(Waiting waiting) {
        (waiting.rejectedBy().isEmpty() ? failed : rejected).put(waiting);
    }

    @Nullable
    Waiting get(String uid) {
        Waiting waiting = rejected.get(uid);
        return waiting == null ? failed.get(uid) : waiting;
    }

    @Nullable
    Waiting remove(String uid) {
        Waiting waiting = rejected.remove(uid);
        return waiting == null ? failed.remove(uid) : waiting;
    }

    /** The next that may be tried before it is due; null where there is none. */
    @Nullable
    Waiting pollEarly() {
        return rejected.poll();
    }

    /** One whose back-off is over; null where there is none. */
    @Nullable
    Waiting pollDue(Instant now) {
        for (OrderedPods place : both) {
            Waiting next = place.first();
            if (next != null && !due(next).isAfter(now)) {
                return place.poll();
            }
        }
        return null;
    }

    /** When the next of those is due that may not be tried early; null where there is none. */
    @Nullable
    Instant nextDue() {
        Waiting next = failed.first();
        return next == null ? null : due(next);
    }

    int size() {
        return rejected.size() + failed.size();
    }

    void forEach(Consumer<Waiting> each) {
        both.forEach(place -> place.forEach(each));
    }
}
