package dev.quarterdeck.controller.replication;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.PodControl;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.replicaset.ReplicaSetPlan;
import dev.quarterdeck.controller.replicaset.ReplicaSetPlanner;
import dev.quarterdeck.controller.replication.ReplicationView.Failure;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a ReplicationController's pods as many as wanted, and says in its status how many there are. */
final class ReplicationReconciler implements Reconciler<ObjectKey> {
    private final Informer<ReplicationController> controllers;
    private final ObjectApi api;
    private final PodControl control;
    private final InstantSource clock;

    ReplicationReconciler(
            Informer<ReplicationController> controllers,
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            InstantSource clock,
            Batches batches) {
        this.controllers = controllers;
        this.api = api;
        this.control = new PodControl(pods, api, events, expectations, batches);
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<ReplicationController> found = controllers.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            control.forget(key);
            return Result.DONE;
        }
        ReplicationController controller = found.get();
        if (Selectors.isEmpty(ReplicationView.selector(controller))) {
            return Result.DONE;
        }
        List<Pod> owned = control.owned(controller, ReplicationView.selector(controller));
        List<Pod> active = owned.stream().filter(Pods::isActive).toList();
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(
                ReplicationView.asSet(controller), owned, active, control.settled(key, owned), clock.instant());
        @Nullable
        ApiException failure =
                control.scale(key, controller, controller.getSpec().getTemplate(), plan.create(), plan.delete());
        updateStatus(controller, plan, failure);
        if (failure != null) {
            throw failure;
        }
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    private void updateStatus(ReplicationController controller, ReplicaSetPlan plan, @Nullable ApiException failure)
            throws InterruptedException {
        Failure why = failure == null
                ? null
                : new Failure(
                        plan.create() > 0 ? "FailedCreate" : "FailedDelete", String.valueOf(failure.getMessage()));
        ReplicationControllerStatus status = ReplicationView.status(
                controller,
                plan.status(),
                why,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!Objects.equals(controller.getStatus(), status)) {
            api.updateStatus(new ReplicationControllerBuilder(controller)
                    .withStatus(status)
                    .build());
        }
    }
}
