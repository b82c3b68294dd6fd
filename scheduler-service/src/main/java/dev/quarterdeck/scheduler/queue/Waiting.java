package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/**
 * One pod that waits.
 *
 * @param attempts how often it has been tried
 * @param since when it was tried last; when it came, before that
 * @param order of arrival
 * @param rejectedBy rules that rejected it last; empty where it failed otherwise
 */
record Waiting(PodRequest request, int attempts, Instant since, long order, Set<String> rejectedBy) {
    static final Comparator<Waiting> MOST_URGENT_FIRST =
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order);
    static final Comparator<Waiting> LONGEST_WAITING_FIRST =
            Comparator.comparing(Waiting::since).thenComparingLong(Waiting::order);

    private int priority() {
        return request.priority();
    }

    /** The same pod as it is now. */
    Waiting as(PodRequest changed) {
        return new Waiting(changed, attempts, since, order, rejectedBy);
    }

    String uid() {
        return request.uid();
    }
}
