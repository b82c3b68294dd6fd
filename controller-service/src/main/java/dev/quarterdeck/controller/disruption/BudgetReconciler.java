package dev.quarterdeck.controller.disruption;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Keeps the status of a budget up to date; evictions are decided on it. */
final class BudgetReconciler implements Reconciler<ObjectKey> {
    private final Informer<PodDisruptionBudget> budgets;
    private final Informer<Pod> pods;
    private final Informer<ReplicaSet> sets;
    private final Informer<Deployment> deployments;
    private final Informer<StatefulSet> stateful;
    private final Informer<ReplicationController> replication;
    private final ObjectApi api;
    private final InstantSource clock;

    BudgetReconciler(
            Informer<PodDisruptionBudget> budgets,
            Informer<Pod> pods,
            Informer<ReplicaSet> sets,
            Informer<Deployment> deployments,
            Informer<StatefulSet> stateful,
            Informer<ReplicationController> replication,
            ObjectApi api,
            InstantSource clock) {
        this.budgets = budgets;
        this.pods = pods;
        this.sets = sets;
        this.deployments = deployments;
        this.stateful = stateful;
        this.replication = replication;
        this.api = api;
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
                .filter(pod -> !Pods.isTerminal(pod))
                .toList();
        PodDisruptionBudgetStatus status =
                BudgetPlanner.plan(budget, selected, expected(key.namespace(), selected), clock.instant());
        if (!Objects.equals(status, budget.getStatus())) {
            api.updateStatus(
                    new PodDisruptionBudgetBuilder(budget).withStatus(status).build());
        }
        return BudgetPlanner.lookAgain(status, clock.instant())
                .map(Result::after)
                .orElse(Result.DONE);
    }

    /** How many pods the controllers of these pods want together; empty where one has no controller that says so. */
    private OptionalInt expected(String namespace, List<Pod> selected) {
        Map<String, Integer> byController = new HashMap<>();
        for (Pod pod : selected) {
            Optional<OwnerReference> controller = Owners.controller(pod);
            if (controller.isEmpty()) {
                return OptionalInt.empty();
            }
            Map.@Nullable Entry<String, Integer> scale = scale(namespace, controller.get());
            if (scale == null) {
                return OptionalInt.empty();
            }
            byController.put(scale.getKey(), scale.getValue());
        }
        return OptionalInt.of(
                byController.values().stream().mapToInt(Integer::intValue).sum());
    }

    /** The uid of what decides the number of pods, and that number. */
    private Map.@Nullable Entry<String, Integer> scale(String namespace, OwnerReference owner) {
        return switch (owner.getKind()) {
            case "ReplicaSet" ->
                of(sets.get(namespace, owner.getName()), owner)
                        .map(set -> Owners.controller(set)
                                .filter(o -> o.getKind().equals("Deployment"))
                                .flatMap(o -> of(deployments.get(namespace, o.getName()), o))
                                .map(d -> entry(d, d.getSpec().getReplicas()))
                                .orElseGet(() -> entry(set, set.getSpec().getReplicas())))
                        .orElse(null);
            case "StatefulSet" ->
                of(stateful.get(namespace, owner.getName()), owner)
                        .map(s -> entry(s, s.getSpec().getReplicas()))
                        .orElse(null);
            case "ReplicationController" ->
                of(replication.get(namespace, owner.getName()), owner)
                        .map(r -> entry(r, r.getSpec().getReplicas()))
                        .orElse(null);
            default -> null;
        };
    }

    private static <T extends HasMetadata> Optional<T> of(Optional<T> object, OwnerReference owner) {
        return object.filter(o -> o.getMetadata().getUid().equals(owner.getUid()));
    }

    private static Map.Entry<String, Integer> entry(HasMetadata object, @Nullable Integer replicas) {
        return Map.entry(object.getMetadata().getUid(), replicas == null ? 1 : replicas);
    }
}
