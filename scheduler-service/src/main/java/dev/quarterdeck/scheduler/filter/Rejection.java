package dev.quarterdeck.scheduler.filter;

import java.util.List;

/**
 * Why a pod can't go to a node.
 *
 * @param reason as the reference words it; counted over nodes in the message of FailedScheduling
 * @param preemptionHelps whether the removal of other pods could change it
 */
public record Rejection(String reason, boolean preemptionHelps) {

    /** As the reference names what a rule says, in metrics. */
    public static String status(List<Rejection> said) {
        if (said.isEmpty()) {
            return "Success";
        }
        return said.stream().allMatch(Rejection::preemptionHelps) ? "Unschedulable" : "UnschedulableAndUnresolvable";
    }
}
