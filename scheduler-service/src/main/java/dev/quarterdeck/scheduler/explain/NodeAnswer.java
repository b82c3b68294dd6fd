package dev.quarterdeck.scheduler.explain;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one node says to a pod.
 *
 * @param rule the first that says no; empty where the pod fits
 * @param reasons all that this rule has against it
 * @param preemptionHelps whether it may fit once other pods have left
 * @param waitsFor changes after which this rule may say something else
 * @param scores weighted, by rule; none where the pod does not fit
 */
public record NodeAnswer(
        String node,
        String rule,
        List<String> reasons,
        boolean preemptionHelps,
        Set<ClusterChange.Kind> waitsFor,
        Map<String, Long> scores) {
    public boolean fits() {
        return rule.isEmpty();
    }

    public long score() {
        return scores.values().stream().mapToLong(Long::longValue).sum();
    }
}
