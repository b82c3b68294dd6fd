package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import org.jspecify.annotations.Nullable;

/** How far the ratio of usage to target may be from 1 before anything is scaled; a tenth unless the behaviour says otherwise (KEP-4951). */
record Tolerance(double up, double down) {
    private static final double USUAL = 0.1;

    static Tolerance of(HorizontalPodAutoscaler scaler) {
        if (scaler.getSpec().getBehavior() == null) {
            return new Tolerance(USUAL, USUAL);
        }
        return new Tolerance(
                of(scaler.getSpec().getBehavior().getScaleUp()),
                of(scaler.getSpec().getBehavior().getScaleDown()));
    }

    private static double of(@Nullable HPAScalingRules rules) {
        return rules == null || rules.getTolerance() == null
                ? USUAL
                : Quantity.parse(rules.getTolerance().toString()).amount().doubleValue();
    }

    boolean covers(double ratio) {
        return 1.0 - down <= ratio && ratio <= 1.0 + up;
    }
}
