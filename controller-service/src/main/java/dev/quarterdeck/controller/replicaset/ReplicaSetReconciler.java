package dev.quarterdeck.controller.replicaset;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.PodControl;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a ReplicaSet's pods as many as wanted, and says in its status how many there are. */
final class ReplicaSetReconciler implements Reconciler<ObjectKey> {
    private final Informer<ReplicaSet> sets;
    private final Informer<Pod> pods;
    private final ObjectApi api;
    private final PodControl control;
    private final InstantSource clock;

    ReplicaSetReconciler(
            Informer<ReplicaSet> sets,
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            InstantSource clock,
            Batches batches) {
        this.sets = sets;
        this.pods = pods;
        this.api = api;
        this.control = new PodControl(pods, api, events, expectations, batches);
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<ReplicaSet> found = sets.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            control.forget(key);
            return Result.DONE;
        }
        ReplicaSet set = found.get();
        List<Pod> owned = control.owned(set, set.getSpec().getSelector());
        boolean settled = control.settled(key, owned);
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(set, owned, related(set, owned), settled, clock.instant());
        @Nullable
        ApiException failure = control.scale(key, set, set.getSpec().getTemplate(), plan.create(), plan.delete());
        updateStatus(set, withFailure(plan, failure));
        if (failure != null) {
            throw failure;
        }
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    /** Active pods of all sets that the same Deployment controls. */
    private List<Pod> related(ReplicaSet set, List<Pod> owned) {
        String deployment = Owners.controller(set).map(o -> o.getUid()).orElse("");
        if (deployment.isEmpty()) {
            return owned.stream().filter(Pods::isActive).toList();
        }
        return sets.byIndex(Owners.BY_CONTROLLER, deployment).stream()
                .flatMap(s -> pods.byIndex(Owners.BY_CONTROLLER, s.getMetadata().getUid()).stream())
                .filter(Pods::isActive)
                .toList();
    }

    /**
     * <pre>
     * failed   condition there   → condition
     * yes      no                  added
     * yes      yes                 kept
     * no       yes                 removed
     * no       no                  none
     * </pre>
     */
    private ReplicaSetStatus withFailure(ReplicaSetPlan plan, @Nullable ApiException failure) {
        List<ReplicaSetCondition> conditions = new ArrayList<>(plan.status().getConditions());
        boolean there = conditions.stream().anyMatch(c -> c.getType().equals("ReplicaFailure"));
        if (failure != null && !there) {
            conditions.add(new ReplicaSetConditionBuilder()
                    .withType("ReplicaFailure")
                    .withStatus("True")
                    .withReason(plan.create() > 0 ? "FailedCreate" : "FailedDelete")
                    .withMessage(failure.getMessage())
                    .withLastTransitionTime(
                            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                    .build());
        } else if (failure == null) {
            conditions.removeIf(c -> c.getType().equals("ReplicaFailure"));
        }
        return new ReplicaSetStatusBuilder(plan.status())
                .withConditions(conditions)
                .build();
    }

    private void updateStatus(ReplicaSet set, ReplicaSetStatus status) throws InterruptedException {
        if (Objects.equals(set.getStatus(), status)) {
            return;
        }
        try {
            api.updateStatus(new ReplicaSetBuilder(set).withStatus(status).build());
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
        }
    }
}
