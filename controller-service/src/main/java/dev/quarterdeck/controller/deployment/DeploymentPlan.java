package dev.quarterdeck.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a Deployment, in this order.
 *
 * @param steps writes of replica sets, each with the event to record once it is done
 * @param revision the Deployment's revision annotation as it is to be; empty where it is right
 * @param status as it is to be
 * @param lookAgain when progress becomes overdue without any change
 */
record DeploymentPlan(
        List<Step> steps, Optional<String> revision, DeploymentStatus status, Optional<Duration> lookAgain) {

    sealed interface Step {
        /** @param event empty for none */
        record Create(ReplicaSet set, String event) implements Step {}

        /** @param event empty for none */
        record Update(ReplicaSet set, String event) implements Step {}

        record Delete(ReplicaSet set) implements Step {}
    }

    static DeploymentPlan nothing(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        return new DeploymentPlan(List.of(), Optional.empty(), status, Optional.empty());
    }
}
