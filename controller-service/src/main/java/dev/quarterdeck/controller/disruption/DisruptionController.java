package dev.quarterdeck.controller.disruption;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wires the budgets: a pod, or a change of what its controller wants, wakes the budgets that select it. */
public final class DisruptionController {
    private DisruptionController() {}

    public static Controller create(ControllerContext context, ServedResources served) {
        Informer<PodDisruptionBudget> budgets = context.informers().of(PodDisruptionBudget.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<ReplicaSet> sets =
                context.informers().of(ReplicaSet.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<Deployment> deployments = context.informers().of(Deployment.class);
        Informer<StatefulSet> stateful = context.informers().of(StatefulSet.class);
        Informer<ReplicationController> replication = context.informers().of(ReplicationController.class);
        EventRecorder events = context.events().apply("controllermanager");
        ReconcileLoop<ObjectKey> loop = context.loop(
                "disruption",
                new BudgetReconciler(
                        budgets,
                        pods,
                        new PodOwners(
                                sets, deployments, stateful, replication, new ScaleTargets(context.api(), served)),
                        context.api(),
                        events,
                        context.time()));
        budgets.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        pods.onChange((before, after) -> {
            wake(loop, budgets, before);
            List<PodDisruptionBudget> of = wake(loop, budgets, after);
            if (after != null && of.size() > 1) {
                tellOfSeveral(events, after, of);
            }
        });
        sets.onChange((before, after) -> {
            ReplicaSet set = ControllerContext.either(before, after);
            for (Pod pod : pods.byIndex(Owners.BY_CONTROLLER, set.getMetadata().getUid())) {
                wake(loop, budgets, pod);
            }
        });
        return new Controller(
                "disruption", List.of(loop), List.of(budgets, pods, sets, deployments, stateful, replication));
    }

    /** Those that select the pod, by name. */
    private static List<PodDisruptionBudget> wake(
            ReconcileLoop<ObjectKey> loop, Informer<PodDisruptionBudget> budgets, @Nullable Pod pod) {
        if (pod == null) {
            return List.of();
        }
        List<PodDisruptionBudget> of = budgets.list(pod.getMetadata().getNamespace()).stream()
                .filter(b -> Selectors.matches(b.getSpec().getSelector(), pod))
                .sorted(Comparator.comparing(b -> b.getMetadata().getName()))
                .toList();
        of.forEach(b -> loop.queue().add(ControllerContext.key(b)));
        return of;
    }

    /** All of them are kept; it is evictions of the pod that are refused. The words are those that users know. */
    private static void tellOfSeveral(EventRecorder events, Pod pod, List<PodDisruptionBudget> of) {
        events.warning(
                pod,
                "MultiplePodDisruptionBudgets",
                "Pod \"" + pod.getMetadata().getNamespace() + "\"/\""
                        + pod.getMetadata().getName() + "\" matches multiple PodDisruptionBudgets.  Chose \""
                        + of.getFirst().getMetadata().getName() + "\" arbitrarily.");
    }
}
