package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One pod that waits.
 *
 * @param attempts how often it has been tried
 * @param since when it was tried last; when it came, before that
 * @param arrived when it came
 * @param order of arrival
 * @param rejectedBy rules that rejected it last; empty where it failed otherwise
 * @param waitedLong whether it is tried only because it has waited for so long
 */
record Waiting(
        PodRequest request,
        int attempts,
        Instant since,
        Instant arrived,
        long order,
        Set<String> rejectedBy,
        boolean waitedLong) {
    static final Comparator<Waiting> MOST_URGENT_FIRST =
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order);
    static final Comparator<Waiting> LONGEST_WAITING_FIRST =
            Comparator.comparing(Waiting::since).thenComparingLong(Waiting::order);

    private int priority() {
        return request.priority();
    }

    /** The same pod as it is now. */
    Waiting as(PodRequest changed) {
        return new Waiting(changed, attempts, since, arrived, order, rejectedBy, waitedLong);
    }

    Waiting asOneThatWaitedLong() {
        return new Waiting(request, attempts, since, arrived, order, rejectedBy, true);
    }

    /** Adds one for each rule that rejected it, below the name of its scheduler. */
    void countRejections(Map<String, Map<String, Integer>> bySchedulerName) {
        String name = request.pod().getSpec().getSchedulerName();
        Map<String, Integer> byRule =
                bySchedulerName.computeIfAbsent(name == null ? "default-scheduler" : name, n -> new HashMap<>());
        rejectedBy.forEach(rule -> byRule.merge(rule, 1, Integer::sum));
    }

    String uid() {
        return request.uid();
    }
}
