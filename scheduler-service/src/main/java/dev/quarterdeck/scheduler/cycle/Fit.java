package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.LocalColumn;
import dev.quarterdeck.scheduler.filter.Rejection;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which nodes can take a pod, and what is said against the others, counted. Not thread-safe. */
final class Fit {
    final BitSet nodes;
    final BitSet helpable;
    final Map<String, Integer> reasons = new TreeMap<>();
    final Set<String> rejectedBy = new TreeSet<>();

    private List<Rejection> last = List.of();
    private String lastRule = "";
    private boolean lastHelps;
    private int same;

    Fit(LocalColumn local) {
        nodes = (BitSet) local.feasible().clone();
        helpable = (BitSet) local.helpable().clone();
        for (LocalColumn.No no : local.nos()) {
            if (no.nodes() > 0) {
                rejectedBy.add(no.rule());
                no.rejections().forEach(r -> reasons.merge(r.reason(), no.nodes(), Integer::sum));
            }
        }
    }

    void reject(int slot, String rule, List<Rejection> rejections) {
        nodes.clear(slot);
        if (rejections != last || !rule.equals(lastRule)) {
            count();
            last = rejections;
            lastRule = rule;
            lastHelps = !rejections.isEmpty() && rejections.stream().allMatch(Rejection::preemptionHelps);
        }
        same++;
        helpable.set(slot, lastHelps);
    }

    /** Many at once. */
    void reject(BitSet slots, String rule, List<Rejection> rejections) {
        if (slots.isEmpty()) {
            return;
        }
        nodes.andNot(slots);
        rejectedBy.add(rule);
        int number = slots.cardinality();
        rejections.forEach(each -> reasons.merge(each.reason(), number, Integer::sum));
        if (rejections.stream().allMatch(Rejection::preemptionHelps)) {
            helpable.or(slots);
        } else {
            helpable.andNot(slots);
        }
    }

    /** To be called when all nodes have been asked: rules say the same of many nodes in a row, which is counted and not looked at each time. */
    void count() {
        if (same > 0) {
            rejectedBy.add(lastRule);
            for (Rejection each : last) {
                reasons.merge(each.reason(), same, Integer::sum);
            }
        }
        same = 0;
    }
}
