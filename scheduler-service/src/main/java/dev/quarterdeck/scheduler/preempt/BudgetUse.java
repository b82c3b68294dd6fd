package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.snapshot.DisruptionBudget;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** What is left of disruption budgets while one pod after the other is taken away in thought. Not thread-safe. */
final class BudgetUse {
    private final List<DisruptionBudget> budgets;
    private final int[] left;

    BudgetUse(List<DisruptionBudget> budgets) {
        this.budgets = budgets;
        this.left = budgets.stream().mapToInt(DisruptionBudget::allowed).toArray();
    }

    /** Whether taking this pod, too, violates a budget. A pod whose disruption a budget has counted already costs nothing of it. */
    boolean violates(PodRequest pod) {
        boolean violates = false;
        for (int i = 0; i < left.length; i++) {
            DisruptionBudget budget = budgets.get(i);
            if (budget.covers(pod.kind())
                    && !budget.disrupted().contains(pod.pod().getMetadata().getName())) {
                left[i]--;
                violates |= left[i] < 0;
            }
        }
        return violates;
    }
}
