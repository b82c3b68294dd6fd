package dev.quarterdeck.controller.replication;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import io.fabric8.kubernetes.api.model.ReplicationControllerConditionBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ReplicationController seen as a ReplicaSet, and what was decided for that seen as its own status again. Pure. */
final class ReplicationView {
    private static final String FAILURE = "ReplicaFailure";

    private ReplicationView() {}

    static LabelSelector selector(ReplicationController controller) {
        return new LabelSelectorBuilder()
                .withMatchLabels(controller.getSpec().getSelector())
                .build();
    }

    /** Without its status: the planner only counts. */
    static ReplicaSet asSet(ReplicationController controller) {
        return new ReplicaSetBuilder()
                .withMetadata(controller.getMetadata())
                .withNewSpec()
                .withReplicas(controller.getSpec().getReplicas())
                .withMinReadySeconds(controller.getSpec().getMinReadySeconds())
                .withSelector(selector(controller))
                .withTemplate(controller.getSpec().getTemplate())
                .endSpec()
                .build();
    }

    /**
     * @param failure reason and message of what could not be done; null for none
     * @param now RFC 3339
     */
    static ReplicationControllerStatus status(
            ReplicationController controller, ReplicaSetStatus counted, @Nullable Failure failure, String now) {
        ReplicationControllerStatus before =
                controller.getStatus() == null ? new ReplicationControllerStatus() : controller.getStatus();
        List<ReplicationControllerCondition> conditions = new ArrayList<>(before.getConditions());
        boolean there = conditions.stream().anyMatch(c -> c.getType().equals(FAILURE));
        if (failure == null) {
            conditions.removeIf(c -> c.getType().equals(FAILURE));
        } else if (!there) {
            conditions.add(new ReplicationControllerConditionBuilder()
                    .withType(FAILURE)
                    .withStatus("True")
                    .withReason(failure.reason())
                    .withMessage(failure.message())
                    .withLastTransitionTime(now)
                    .build());
        }
        return new ReplicationControllerStatusBuilder(before)
                .withReplicas(counted.getReplicas())
                .withFullyLabeledReplicas(counted.getFullyLabeledReplicas())
                .withReadyReplicas(counted.getReadyReplicas())
                .withAvailableReplicas(counted.getAvailableReplicas())
                .withObservedGeneration(counted.getObservedGeneration())
                .withConditions(conditions)
                .build();
    }

    record Failure(String reason, String message) {}
}
