package dev.quarterdeck.controller.autoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Conditions of an autoscaler on their way; the time of one changes with its status. */
final class AutoscalerConditions {
    private final List<HorizontalPodAutoscalerCondition> list;
    private final Instant now;

    AutoscalerConditions(HorizontalPodAutoscaler scaler, Instant now) {
        this.list = scaler.getStatus() == null
                ? new ArrayList<>()
                : new ArrayList<>(scaler.getStatus().getConditions());
        this.now = now;
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    void ableToScale(boolean status, String reason, String message) {
        set("AbleToScale", status, reason, message);
    }

    void scalingActive(boolean status, String reason, String message) {
        set("ScalingActive", status, reason, message);
    }

    void scalingLimited(boolean status, String reason, String message) {
        set("ScalingLimited", status, reason, message);
    }

    private void set(String type, boolean is, String reason, String message) {
        String status = is ? "True" : "False";
        for (int i = 0; i < list.size(); i++) {
            HorizontalPodAutoscalerCondition before = list.get(i);
            if (before.getType().equals(type)) {
                String since = status.equals(before.getStatus()) ? before.getLastTransitionTime() : text(now);
                list.set(i, condition(type, status, reason, message, since));
                return;
            }
        }
        list.add(condition(type, status, reason, message, text(now)));
    }

    private static HorizontalPodAutoscalerCondition condition(
            String type, String status, String reason, String message, String since) {
        return new HorizontalPodAutoscalerConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }

    List<HorizontalPodAutoscalerCondition> list() {
        return List.copyOf(list);
    }
}
