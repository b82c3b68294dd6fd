package dev.quarterdeck.controller.autoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;

/** What came of one metric of an autoscaler. */
sealed interface Reading {

    /**
     * @param metric in words, for the user
     * @param status what was read
     */
    record Wants(int replicas, String metric, MetricStatus status) implements Reading {}

    /**
     * @param reason of event and condition
     * @param cause what was wrong
     * @param summary the same, after what it was wanted for
     */
    record Fails(String reason, String cause, String summary) implements Reading {}
}
