package dev.quarterdeck.scheduler.filter;

/**
 * Why a pod can't go to a node.
 *
 * @param reason as the reference words it; counted over nodes in the message of FailedScheduling
 * @param preemptionHelps whether the removal of other pods could change it
 */
public record Rejection(String reason, boolean preemptionHelps) {}
