package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.autoscaling.ScaleHistory.Entry;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicyBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much of what metrics ask for is done now (API reference: HorizontalPodAutoscalerBehavior). Pure.
 *
 * <pre>
 * first, the recommendations of the window:
 *   growing     to the lowest of the window of scaleUp (none by default)
 *   shrinking   to the highest of the window of scaleDown (five minutes by default)
 * then at most
 *   growing     what the policies of scaleUp allow, and maxReplicas; by default twice as many, or 4
 *   shrinking   what the policies of scaleDown allow, and minReplicas
 * </pre>
 */
final class PacePlanner {
    static final Duration USUAL_WINDOW = Duration.ofMinutes(5);
    private static final List<HPAScalingPolicy> USUAL_UP = List.of(policy("Pods", 4), policy("Percent", 100));
    private static final List<HPAScalingPolicy> USUAL_DOWN = List.of(policy("Percent", 100));

    private final HorizontalPodAutoscaler scaler;
    private final int current;
    private final int min;
    private final ScaleHistory history;
    private final Instant now;

    PacePlanner(HorizontalPodAutoscaler scaler, int current, int min, ScaleHistory history, Instant now) {
        this.scaler = scaler;
        this.current = current;
        this.min = min;
        this.history = history;
        this.now = now;
    }

    private static HPAScalingPolicy policy(String type, int value) {
        return new HPAScalingPolicyBuilder()
                .withType(type)
                .withValue(value)
                .withPeriodSeconds(15)
                .build();
    }

    /**
     * @param smoothed reason and message of the condition AbleToScale
     * @param limit reason and message of the condition ScalingLimited
     * @param limited whether it is
     * @param history with this recommendation
     */
    record Pace(int replicas, Said smoothed, boolean limited, Said limit, ScaleHistory history) {}

    record Said(String reason, String message) {}

    Pace pace(int wanted) {
        HorizontalPodAutoscalerBehavior behavior = scaler.getSpec().getBehavior();
        Duration upWindow = behavior == null ? Duration.ZERO : window(behavior.getScaleUp(), Duration.ZERO);
        Duration downWindow = behavior == null ? USUAL_WINDOW : window(behavior.getScaleDown(), USUAL_WINDOW);
        int smooth = behavior == null
                ? Math.max(wanted, highest(wanted, downWindow))
                : Math.min(Math.max(current, lowest(wanted, upWindow)), highest(wanted, downWindow));
        Said smoothed = smooth == wanted
                ? new Said("ReadyForNewScale", "recommended size matches current size")
                : smoothed(behavior != null && wanted >= current);
        Duration keep = upWindow.compareTo(downWindow) > 0 ? upWindow : downWindow;
        ScaleHistory after = history.recommended(wanted, now, keep);
        return behavior == null ? plain(smooth, smoothed, after) : ruled(behavior, smooth, smoothed, after);
    }

    private static Said smoothed(boolean growing) {
        return growing
                ? new Said(
                        "ScaleUpStabilized",
                        "recent recommendations were lower than current one, applying the lowest recent recommendation")
                : new Said(
                        "ScaleDownStabilized",
                        "recent recommendations were higher than current one, applying the highest recent recommendation");
    }

    private static Duration window(@Nullable HPAScalingRules rules, Duration otherwise) {
        return rules == null || rules.getStabilizationWindowSeconds() == null
                ? otherwise
                : Duration.ofSeconds(rules.getStabilizationWindowSeconds());
    }

    private IntStream within(Duration window) {
        Instant oldest = now.minus(window);
        return history.recommendations().stream()
                .filter(e -> e.at().isAfter(oldest))
                .mapToInt(Entry::replicas);
    }

    private int highest(int wanted, Duration window) {
        return within(window).reduce(wanted, Math::max);
    }

    private int lowest(int wanted, Duration window) {
        return within(window).reduce(wanted, Math::min);
    }

    private Pace plain(int smooth, Said smoothed, ScaleHistory after) {
        int limit = (int) Math.min(Integer.MAX_VALUE, Math.max(2L * current, 4));
        return bounded(smooth, min, "", limit, smoothed, after);
    }

    private Pace ruled(HorizontalPodAutoscalerBehavior behavior, int smooth, Said smoothed, ScaleHistory after) {
        if (smooth > current) {
            int limit = Math.max(current, limit(behavior.getScaleUp(), USUAL_UP, true));
            return bounded(smooth, Integer.MIN_VALUE, "", limit, smoothed, after);
        }
        if (smooth < current) {
            int limit = Math.min(current, limit(behavior.getScaleDown(), USUAL_DOWN, false));
            return min < limit
                    ? bounded(smooth, limit, "ScaleDownLimit", Integer.MAX_VALUE, smoothed, after)
                    : bounded(smooth, min, "", Integer.MAX_VALUE, smoothed, after);
        }
        return bounded(smooth, Integer.MIN_VALUE, "", Integer.MAX_VALUE, smoothed, after);
    }

    private Pace bounded(int wanted, int low, String why, int limit, Said smoothed, ScaleHistory after) {
        int high = Math.min(
                limit, limit == Integer.MAX_VALUE ? limit : scaler.getSpec().getMaxReplicas());
        if (wanted < low) {
            return new Pace(low, smoothed, true, why.isEmpty() ? tooFew() : shrinksTooFast(), after);
        }
        if (wanted > high) {
            boolean byRate = high < scaler.getSpec().getMaxReplicas();
            return new Pace(high, smoothed, true, byRate ? growsTooFast() : tooMany(), after);
        }
        Said within = new Said("DesiredWithinRange", "the desired count is within the acceptable range");
        return new Pace(wanted, smoothed, false, within, after);
    }

    private static Said tooFew() {
        return new Said("TooFewReplicas", "the desired replica count is less than the minimum replica count");
    }

    private static Said tooMany() {
        return new Said("TooManyReplicas", "the desired replica count is more than the maximum replica count");
    }

    private static Said growsTooFast() {
        return new Said("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
    }

    private static Said shrinksTooFast() {
        return new Said("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
    }

    /** How many replicas there may be at most, or have to be at least, by the policies. */
    private int limit(@Nullable HPAScalingRules rules, List<HPAScalingPolicy> usual, boolean growing) {
        String select = rules == null || rules.getSelectPolicy() == null ? "Max" : rules.getSelectPolicy();
        if (select.equals("Disabled")) {
            return current;
        }
        List<HPAScalingPolicy> policies = rules == null || rules.getPolicies().isEmpty() ? usual : rules.getPolicies();
        IntBinaryOperator choice = select.equals("Min") == growing ? Math::min : Math::max;
        return policies.stream()
                .mapToInt(policy -> allowed(policy, growing))
                .reduce(choice)
                .orElse(current);
    }

    private int allowed(HPAScalingPolicy policy, boolean growing) {
        Duration period = Duration.ofSeconds(policy.getPeriodSeconds());
        int before =
                current - ScaleHistory.sum(history.ups(), period, now) + ScaleHistory.sum(history.downs(), period, now);
        if (policy.getType().equals("Pods")) {
            return before + (growing ? policy.getValue() : -policy.getValue());
        }
        return growing
                ? (int) Math.min(Integer.MAX_VALUE, Math.ceil(before * (1 + policy.getValue() / 100.0)))
                : (int) (before * (1 - policy.getValue() / 100.0));
    }

    /** How long changes matter to the policies. */
    static Duration longestPeriod(HorizontalPodAutoscaler scaler, boolean growing) {
        HorizontalPodAutoscalerBehavior behavior = scaler.getSpec().getBehavior();
        HPAScalingRules rules = behavior == null ? null : growing ? behavior.getScaleUp() : behavior.getScaleDown();
        List<HPAScalingPolicy> policies = rules == null ? List.of() : rules.getPolicies();
        return Duration.ofSeconds(policies.stream()
                .mapToInt(HPAScalingPolicy::getPeriodSeconds)
                .max()
                .orElse(15));
    }
}
