package dev.quarterdeck.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the statuses of a Deployment's ReplicaSets add up to. */
record ReplicaCounts(List<ReplicaSet> sets, Optional<ReplicaSet> newest) {
    int available() {
        return sum(ReplicaSetStatus::getAvailableReplicas);
    }

    /** The Deployment's status as it was, but for these. */
    DeploymentStatus status(Deployment deployment) {
        int wantedBySets = sets.stream().mapToInt(Rollout::size).sum();
        DeploymentStatus before = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        return new DeploymentStatusBuilder(before)
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(orNull(sum(ReplicaSetStatus::getReplicas)))
                .withUpdatedReplicas(orNull(newest.map(Rollout::observed).orElse(0)))
                .withReadyReplicas(orNull(sum(ReplicaSetStatus::getReadyReplicas)))
                .withAvailableReplicas(orNull(available()))
                .withUnavailableReplicas(orNull(Math.max(0, wantedBySets - available())))
                .withTerminatingReplicas(sum(ReplicaSetStatus::getTerminatingReplicas))
                .build();
    }

    /** Zero is left out of what is stored, so it must be left out here for the two to compare equal. */
    private static @Nullable Integer orNull(int value) {
        return value == 0 ? null : value;
    }

    private int sum(Function<ReplicaSetStatus, @Nullable Integer> field) {
        ToIntFunction<ReplicaSet> value =
                set -> set.getStatus() == null ? 0 : Progress.number(field.apply(set.getStatus()));
        return sets.stream().mapToInt(value).sum();
    }
}
