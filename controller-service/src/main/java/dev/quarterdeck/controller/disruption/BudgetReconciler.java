package dev.quarterdeck.controller.disruption;

import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps the status of a budget up to date; evictions are decided on it. */
final class BudgetReconciler implements Reconciler<ObjectKey> {
    private final Informer<PodDisruptionBudget> budgets;
    private final Informer<Pod> pods;
    private final PodOwners owners;
    private final ObjectApi api;
    private final EventRecorder events;
    private final InstantSource clock;

    BudgetReconciler(
            Informer<PodDisruptionBudget> budgets,
            Informer<Pod> pods,
            PodOwners owners,
            ObjectApi api,
            EventRecorder events,
            InstantSource clock) {
        this.budgets = budgets;
        this.pods = pods;
        this.owners = owners;
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<PodDisruptionBudget> found = budgets.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        PodDisruptionBudget budget = found.get();
        List<Pod> selected = pods.list(key.namespace()).stream()
                .filter(pod -> Selectors.matches(budget.getSpec().getSelector(), pod))
                .toList();
        Expected expected = BudgetPlanner.asksControllers(budget)
                ? owners.expected(key.namespace(), selected)
                : new Expected(selected.size(), List.of(), "");
        PodDisruptionBudgetStatus status = BudgetPlanner.plan(budget, selected, expected, clock.instant());
        tell(budget, selected, expected);
        if (!Objects.equals(status, budget.getStatus())) {
            api.updateStatus(
                    new PodDisruptionBudgetBuilder(budget).withStatus(status).build());
        }
        return BudgetPlanner.lookAgain(status, clock.instant())
                .map(Result::after)
                .orElse(Result.DONE);
    }

    private void tell(PodDisruptionBudget budget, List<Pod> selected, Expected expected) {
        if (selected.isEmpty()) {
            events.normal(budget, "NoPods", "No matching pods found");
        }
        if (!expected.isKnown()) {
            events.warning(
                    budget,
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + expected.failure());
        }
        if (!expected.unmanaged().isEmpty()) {
            events.warning(
                    budget,
                    "UnmanagedPods",
                    "Pods selected by this PodDisruptionBudget (selector: "
                            + Selectors.words(budget.getSpec().getSelector())
                            + ") were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.");
        }
        for (Pod pod : BudgetPlanner.notDeleted(budget, selected, clock.instant())) {
            events.warning(
                    pod,
                    "NotDeleted",
                    "Pod was expected by PDB " + budget.getMetadata().getNamespace() + "/"
                            + budget.getMetadata().getName() + " to be deleted but it wasn't");
        }
    }
}
