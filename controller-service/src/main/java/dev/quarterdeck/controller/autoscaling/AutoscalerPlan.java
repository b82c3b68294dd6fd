package dev.quarterdeck.controller.autoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.util.List;
import java.util.OptionalInt;

/**
 * What to do for an autoscaler.
 *
 * @param desired replicas that the target is to have; empty where nothing can be said
 * @param rescale whether that is to be written
 * @param reason why, in words
 * @param warnings events of what went wrong
 * @param metrics what was read
 */
record AutoscalerPlan(
        OptionalInt desired,
        boolean rescale,
        String reason,
        List<Warning> warnings,
        List<MetricStatus> metrics,
        ScaleHistory history) {

    record Warning(String reason, String message) {}
}
