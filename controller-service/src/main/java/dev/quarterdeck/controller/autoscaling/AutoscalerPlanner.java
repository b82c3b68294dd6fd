package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.autoscaling.AutoscalerPlan.Warning;
import dev.quarterdeck.controller.autoscaling.PacePlanner.Pace;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides on the replicas of a target. Pure but for the conditions, which it is given to say why.
 *
 * <pre>
 * current          metrics                        → desired
 * 0                any                              0: scaling is switched off
 * above max        any                              max
 * below min        any                              min
 * otherwise        all fail                         nothing is changed
 * otherwise        some fail, the rest wants less   nothing is changed
 * otherwise        otherwise                        the highest that any wants, at the pace of the behaviour
 * </pre>
 */
final class AutoscalerPlanner {
    private final HorizontalPodAutoscaler scaler;
    private final int current;
    private final ScaleHistory history;
    private final AutoscalerConditions conditions;
    private final Instant now;

    AutoscalerPlanner(
            HorizontalPodAutoscaler scaler,
            int current,
            ScaleHistory history,
            AutoscalerConditions conditions,
            Instant now) {
        this.scaler = scaler;
        this.current = current;
        this.history = history;
        this.conditions = conditions;
        this.now = now;
    }

    private int min() {
        return scaler.getSpec().getMinReplicas() == null ? 1 : scaler.getSpec().getMinReplicas();
    }

    /** The plan where no metric has to be read for it. */
    Optional<AutoscalerPlan> withoutMetrics() {
        int max = scaler.getSpec().getMaxReplicas();
        if (current == 0) {
            conditions.scalingActive(
                    false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            return Optional.of(new AutoscalerPlan(OptionalInt.of(0), false, "", List.of(), List.of(), history));
        }
        if (current > max) {
            return Optional.of(to(max, "Current number of replicas above Spec.MaxReplicas"));
        }
        if (current < min()) {
            return Optional.of(to(min(), "Current number of replicas below Spec.MinReplicas"));
        }
        return Optional.empty();
    }

    private AutoscalerPlan to(int desired, String reason) {
        return new AutoscalerPlan(OptionalInt.of(desired), true, reason, List.of(), List.of(), history);
    }

    /** The target's pods cannot be told. */
    AutoscalerPlan badSelector(String eventReason, String conditionReason, String event, String condition) {
        conditions.scalingActive(false, conditionReason, condition);
        List<Warning> warnings =
                List.of(new Warning(eventReason, event), new Warning("FailedComputeMetricsReplicas", event));
        return new AutoscalerPlan(OptionalInt.empty(), false, "", warnings, List.of(), history);
    }

    /** @param readings one for each metric of the spec */
    AutoscalerPlan plan(List<Reading> readings) {
        List<Reading.Fails> failed = readings.stream()
                .filter(Reading.Fails.class::isInstance)
                .map(Reading.Fails.class::cast)
                .toList();
        List<Reading.Wants> wants = readings.stream()
                .filter(Reading.Wants.class::isInstance)
                .map(Reading.Wants.class::cast)
                .toList();
        int wanted = 0;
        String metric = "";
        for (Reading.Wants each : wants) {
            if (wanted == 0 || each.replicas() > wanted) {
                wanted = each.replicas();
                metric = each.metric();
            }
        }
        List<Warning> warnings = new ArrayList<>(
                failed.stream().map(f -> new Warning(f.reason(), f.cause())).toList());
        List<MetricStatus> statuses = readings.stream()
                .map(r -> r instanceof Reading.Wants w
                        ? w.status()
                        : new MetricStatusBuilder().withType("").build())
                .toList();
        if (wants.isEmpty() || (!failed.isEmpty() && wanted < current)) {
            return unable(failed, readings.size(), warnings, statuses);
        }
        conditions.scalingActive(
                true, "ValidMetricFound", "the HPA was able to successfully calculate a replica count from " + metric);
        return paced(wanted, metric, warnings, statuses);
    }

    private AutoscalerPlan unable(
            List<Reading.Fails> failed, int all, List<Warning> warnings, List<MetricStatus> statuses) {
        if (!failed.isEmpty()) {
            Reading.Fails first = failed.getFirst();
            conditions.scalingActive(
                    false, first.reason(), "the HPA was unable to compute the replica count: " + first.cause());
            warnings.add(new Warning(
                    "FailedComputeMetricsReplicas",
                    "invalid metrics (" + failed.size() + " invalid out of " + all + "), first error is: "
                            + first.summary()));
        }
        return new AutoscalerPlan(OptionalInt.empty(), false, "", warnings, statuses, history);
    }

    private AutoscalerPlan paced(int wanted, String metric, List<Warning> warnings, List<MetricStatus> statuses) {
        String reason = wanted > current ? metric + " above target" : "All metrics below target";
        Pace pace = new PacePlanner(scaler, current, min(), history, now).pace(wanted);
        conditions.ableToScale(true, pace.smoothed().reason(), pace.smoothed().message());
        conditions.scalingLimited(
                pace.limited(), pace.limit().reason(), pace.limit().message());
        boolean rescale = pace.replicas() != current;
        return new AutoscalerPlan(OptionalInt.of(pace.replicas()), rescale, reason, warnings, statuses, pace.history());
    }
}
