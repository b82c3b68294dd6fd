package dev.quarterdeck.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepBudgetSimulationTest {

    private static PodDisruptionBudget budget(@Nullable String min, @Nullable String max) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(value(min))
                .withMaxUnavailable(value(max))
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .endSpec()
                .build();
    }

    private static @Nullable IntOrString value(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
    }

    private static SimulatedCluster cluster() {
        return new SimulatedCluster(1)
                .run(DeploymentController::create, ReplicaSetController::create, DisruptionController::create);
    }

    private static PodDisruptionBudgetStatus status(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api
                        .get(PodDisruptionBudget.class, "default", "web")
                        .orElseThrow())
                .getStatus();
    }

    @ParameterizedTest
    @CsvSource({
        "3,   , 5, 3, 2",
        "50%, , 5, 3, 2",
        ",   1, 5, 4, 1",
        ", 50%, 5, 2, 3",
        "5,   , 5, 5, 0",
        "7,   , 5, 7, 0"
    })
    void aBudgetAllowsWhatItCanSpare(
            @Nullable String min, @Nullable String max, int expected, int desired, int allowed) {
        SimulatedCluster cluster =
                cluster().deployment("web", 5).create(budget(min, max)).converge();
        PodDisruptionBudgetStatus status = status(cluster);
        assertThat(status.getExpectedPods()).isEqualTo(expected);
        assertThat(status.getDesiredHealthy()).isEqualTo(desired);
        assertThat(status.getCurrentHealthy()).isEqualTo(5);
        assertThat(status.getDisruptionsAllowed()).isEqualTo(allowed);
        assertThat(status.getConditions()).singleElement().satisfies(c -> {
            assertThat(c.getType()).isEqualTo("DisruptionAllowed");
            assertThat(c.getReason()).isEqualTo(allowed > 0 ? "SufficientPods" : "InsufficientPods");
        });
    }

    @Test
    void podsThatNobodyControlsAllowNothingWhereTheirNumberMatters() {
        SimulatedCluster cluster = cluster()
                .create(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("alone")
                        .addToLabels("app", "web")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("i")
                        .endContainer()
                        .endSpec()
                        .build())
                .create(budget(null, "1"))
                .converge();
        assertThat(status(cluster).getDisruptionsAllowed()).isZero();
        assertThat(status(cluster).getConditions().getFirst().getReason()).isEqualTo("SyncFailed");
    }

    @Test
    void anEvictionThatWasAllowedCountsUntilItIsOldOrDone() {
        SimulatedCluster cluster =
                cluster().deployment("web", 3).create(budget("2", null)).converge();
        String pod = cluster.pods().getFirst().getMetadata().getName();
        cluster.quietly(() -> {
            PodDisruptionBudget budget =
                    cluster.api.get(PodDisruptionBudget.class, "default", "web").orElseThrow();
            budget.getStatus()
                    .setDisruptedPods(Map.of(pod, cluster.time.instant().toString()));
            cluster.api.updateStatus(budget);
        });
        cluster.advance(Duration.ofSeconds(10));
        assertThat(status(cluster).getCurrentHealthy()).isEqualTo(2);
        assertThat(status(cluster).getDisruptionsAllowed()).isZero();
        cluster.advance(Duration.ofSeconds(130));
        assertThat(status(cluster).getDisruptionsAllowed()).isEqualTo(1);
        assertThat(status(cluster).getDisruptedPods()).isEmpty();
    }
}
