package dev.quarterdeck.controller.disruption;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many pods of a budget may be evicted now (API reference: policy/v1 PodDisruptionBudget). Pure.
 *
 * <pre>
 * budget                  expected              desired healthy
 * minAvailable 3          pods there are        3
 * minAvailable 50%        of the controllers    half of it, rounded up
 * maxUnavailable 1        of the controllers    one less
 * maxUnavailable 50%      of the controllers    less half of it, rounded up
 * allowed = healthy - desired, never below 0; 0 where nothing is expected
 * </pre>
 */
final class BudgetPlanner {
    /** An eviction that was allowed and never became a deletion counts no more after this. */
    static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);

    private BudgetPlanner() {}

    /**
     * @param pods those that the budget selects
     * @param wanted how many there should be
     */
    static PodDisruptionBudgetStatus plan(
            PodDisruptionBudget budget, Collection<Pod> pods, Expected wanted, Instant now) {
        if (!wanted.isKnown()) {
            return failed(budget, wanted.failure(), now);
        }
        int expected = wanted.pods();
        int desired = desired(budget, expected);
        Map<String, String> disrupted = disrupted(budget, pods, now);
        int healthy = (int) pods.stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .filter(Pods::isReady)
                .filter(pod -> !disrupted.containsKey(pod.getMetadata().getName()))
                .count();
        int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        return new PodDisruptionBudgetStatusBuilder(statusOf(budget))
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withExpectedPods(expected)
                .withDesiredHealthy(desired)
                .withCurrentHealthy(healthy)
                .withDisruptionsAllowed(allowed)
                .withDisruptedPods(disrupted)
                .withConditions(
                        conditions(budget, allowed > 0, allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now))
                .build();
    }

    /** Whether the budget is a share of what controllers want, not of what is there. */
    static boolean asksControllers(PodDisruptionBudget budget) {
        return isPercent(budget.getSpec().getMinAvailable()) || budget.getSpec().getMaxUnavailable() != null;
    }

    private static PodDisruptionBudgetStatus statusOf(PodDisruptionBudget budget) {
        return budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
    }

    private static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String why, Instant now) {
        PodDisruptionBudgetStatus before = statusOf(budget);
        return new PodDisruptionBudgetStatusBuilder(before)
                .withDisruptionsAllowed(0)
                .withConditions(conditions(budget, false, "SyncFailed", why, now))
                .build();
    }

    private static int desired(PodDisruptionBudget budget, int expected) {
        IntOrString min = budget.getSpec().getMinAvailable();
        IntOrString max = budget.getSpec().getMaxUnavailable();
        if (max != null) {
            return Math.max(0, expected - scaled(max, expected));
        }
        return min == null ? 0 : scaled(min, expected);
    }

    private static boolean isPercent(@Nullable IntOrString value) {
        return value != null && value.getStrVal() != null;
    }

    private static int scaled(IntOrString value, int of) {
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value.getStrVal();
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        return (int) (((long) percent * of + 99) / 100);
    }

    /** Evictions that were allowed and whose pods are still there, not yet being deleted. */
    private static Map<String, String> disrupted(PodDisruptionBudget budget, Collection<Pod> pods, Instant now) {
        Map<String, String> before = statusOf(budget).getDisruptedPods();
        Map<String, String> kept = new LinkedHashMap<>();
        if (before == null) {
            return kept;
        }
        for (Pod pod : pods) {
            String since = before.get(pod.getMetadata().getName());
            boolean fresh =
                    since != null && Pods.time(since).plus(DELETION_TIMEOUT).isAfter(now);
            if (fresh && !pod.isMarkedForDeletion()) {
                kept.put(pod.getMetadata().getName(), since);
            }
        }
        return kept;
    }

    /** Pods whose eviction was allowed long ago and that nobody has deleted. */
    static List<Pod> notDeleted(PodDisruptionBudget budget, Collection<Pod> pods, Instant now) {
        Map<String, String> before = statusOf(budget).getDisruptedPods();
        return before == null
                ? List.of()
                : pods.stream()
                        .filter(pod -> !pod.isMarkedForDeletion())
                        .filter(pod -> before.containsKey(pod.getMetadata().getName()))
                        .filter(pod -> !Pods.time(before.get(pod.getMetadata().getName()))
                                .plus(DELETION_TIMEOUT)
                                .isAfter(now))
                        .toList();
    }

    /** When the first of the evictions that have not become deletions counts no more. */
    static Optional<Duration> lookAgain(PodDisruptionBudgetStatus status, Instant now) {
        return Optional.ofNullable(status.getDisruptedPods()).stream()
                .flatMap(m -> m.values().stream())
                .map(since -> Duration.between(now, Pods.time(since).plus(DELETION_TIMEOUT)))
                .min(Duration::compareTo)
                .map(d -> d.isNegative() ? Duration.ofSeconds(1) : d.plusSeconds(1));
    }

    private static List<Condition> conditions(
            PodDisruptionBudget budget, boolean allowed, String reason, String message, Instant now) {
        String status = allowed ? "True" : "False";
        List<Condition> conditions = new ArrayList<>(statusOf(budget).getConditions());
        String since = conditions.stream()
                .filter(c ->
                        c.getType().equals("DisruptionAllowed") && c.getStatus().equals(status))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.removeIf(c -> c.getType().equals("DisruptionAllowed"));
        conditions.add(new ConditionBuilder()
                .withType("DisruptionAllowed")
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withLastTransitionTime(since)
                .build());
        return conditions;
    }
}
