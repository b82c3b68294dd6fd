package dev.quarterdeck.scheduler.watch;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.snapshot.PodSelection;
import dev.quarterdeck.scheduler.snapshot.Workloads;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the selectors of the workloads whose pods are spread by default. */
final class WorkloadFollower {
    private final Workloads workloads;
    private final CompletableFuture<Void> synced;

    WorkloadFollower(Workloads workloads, Informers informers) {
        this.workloads = workloads;
        this.synced = CompletableFuture.allOf(
                informers
                        .of(ReplicaSet.class)
                        .onChange((before, after) -> changed(
                                before, after, r -> PodSelection.of(r.getSpec().getSelector())))
                        .synced(),
                informers
                        .of(StatefulSet.class)
                        .onChange((before, after) -> changed(
                                before, after, s -> PodSelection.of(s.getSpec().getSelector())))
                        .synced(),
                informers
                        .of(ReplicationController.class)
                        .onChange((before, after) -> changed(
                                before,
                                after,
                                r -> LabelSelectors.ofMap(
                                        Objects.requireNonNullElse(r.getSpec().getSelector(), java.util.Map.of()))))
                        .synced());
    }

    CompletableFuture<Void> synced() {
        return synced;
    }

    /** A selector does not change in the life of a workload. */
    private <T extends HasMetadata> void changed(
            @Nullable T before, @Nullable T after, Function<T, LabelSelector> selector) {
        boolean same = before != null
                && after != null
                && before.getMetadata().getUid().equals(after.getMetadata().getUid());
        T object = after == null ? before : after;
        if (object != null && !same) {
            workloads.changed(
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    after == null ? null : selector.apply(after));
        }
    }
}
