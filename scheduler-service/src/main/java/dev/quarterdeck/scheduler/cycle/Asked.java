package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.SetFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A rule that has something to say about a pod, beside those that columns answer: of sets of nodes, or of one node after the other, which its meter is told of already. */
record Asked(
        String rule, @Nullable NodeCheck check, @Nullable SetFilter set, RuleMeter meter) {
    boolean nodeByNode() {
        return check != null;
    }

    /** Asks of each node once. */
    Asked remembering() {
        NodeCheck once = check;
        if (once == null) {
            return this;
        }
        Map<Integer, List<Rejection>> said = new HashMap<>();
        return new Asked(rule, node -> said.computeIfAbsent(node.slot(), n -> once.check(node)), null, meter);
    }

    /** Asks of those that are left, and takes away those to which it says no. */
    void ask(ClusterSnapshot cluster, Fit fit) {
        if (set != null) {
            long begin = meter.begin();
            int before = begin == 0 ? 0 : fit.nodes.cardinality();
            set.apply((BitSet) fit.nodes.clone(), (nodes, why) -> fit.reject(nodes, rule, why));
            if (begin != 0) {
                meter.end(begin, fit.nodes.cardinality() == before ? RuleMeter.SUCCESS : "Unschedulable");
            }
            return;
        }
        NodeCheck each = Objects.requireNonNull(check);
        for (int slot = fit.nodes.nextSetBit(0); slot >= 0; slot = fit.nodes.nextSetBit(slot + 1)) {
            List<Rejection> rejections =
                    each.check(Objects.requireNonNull(cluster.nodes().get(slot)));
            if (!rejections.isEmpty()) {
                fit.reject(slot, rule, rejections);
            }
        }
    }
}
