package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would have to go from one node, and by what such nodes are compared, worked out once.
 *
 * @param victims most important first; empty where that node does not help
 * @param violations of disruption budgets
 * @param reasons why it does not help, where it does not
 * @param highest priority of a victim
 * @param importance sum of their priorities, each from the lowest there is
 * @param earliestStart of the victims of the highest priority, the one that has run for longest
 */
record Candidate(
        NodeSnapshot node,
        List<PodRequest> victims,
        int violations,
        List<String> reasons,
        int highest,
        long importance,
        String earliestStart) {

    /** Fewest violations, then the least important victims, then the fewest, then the youngest. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::violations)
            .thenComparingInt(Candidate::highest)
            .thenComparingLong(Candidate::importance)
            .thenComparingInt(c -> c.victims().size())
            .thenComparing(Candidate::earliestStart, Comparator.reverseOrder());

    static Candidate none(NodeSnapshot node, List<String> reasons) {
        return new Candidate(node, List.of(), 0, reasons, 0, 0, "");
    }

    /** @param victims at least one, or else it is as nothing; most important first */
    static Candidate of(NodeSnapshot node, List<PodRequest> victims, int violations) {
        if (victims.isEmpty()) {
            return new Candidate(node, victims, violations, List.of(), 0, 0, "");
        }
        int highest = victims.getFirst().priority();
        long importance = 0;
        @Nullable String earliest = null;
        for (PodRequest victim : victims) {
            importance += (long) victim.priority() - Integer.MIN_VALUE;
            String start = victim.startTime();
            if (victim.priority() == highest && (earliest == null || start.compareTo(earliest) < 0)) {
                earliest = start;
            }
        }
        return new Candidate(
                node, victims, violations, List.of(), highest, importance, earliest == null ? "" : earliest);
    }
}
