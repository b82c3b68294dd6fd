package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.filter.Rejection;
import java.util.List;

/**
 * How a node fares with a pod.
 *
 * @param rule the first that rejects it; empty where it can take the pod
 * @param score the weighted sum, where it can
 */
public record NodeVerdict(String node, String rule, List<Rejection> rejections, long score) {
    public boolean fits() {
        return rule.isEmpty();
    }
}
