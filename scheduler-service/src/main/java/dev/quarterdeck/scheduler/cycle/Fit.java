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
        rejectedBy.add(rule);
        boolean helps = true;
        for (Rejection each : rejections) {
            reasons.merge(each.reason(), 1, Integer::sum);
            helps &= each.preemptionHelps();
        }
        helpable.set(slot, helps);
    }
}
