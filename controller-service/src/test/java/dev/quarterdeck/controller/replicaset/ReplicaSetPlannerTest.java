package dev.quarterdeck.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaSetPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private static ReplicaSet set(int replicas, boolean deleting, int minReadySeconds) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("web")
                .withGeneration(4L)
                .withDeletionTimestamp(deleting ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withMinReadySeconds(minReadySeconds)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Pod pod(int number, String phase, boolean ready, boolean deleting) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p" + number)
                .withUid("p" + number)
                .addToLabels("app", "web")
                .withDeletionTimestamp(deleting ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime("2026-01-01T00:00:50Z")
                .endCondition()
                .endStatus()
                .build();
    }

    private static List<Pod> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pod(i, "Running", true, false))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, false, true, 3, 0",
        "3, 2, false, true, 1, 0",
        "3, 3, false, true, 0, 0",
        "0, 0, false, true, 0, 0",
        "1, 3, false, true, 0, 2",
        "600, 0, false, true, 500, 0",
        "0, 600, false, true, 0, 500",
        "3, 0, true, true, 0, 0",
        "1, 3, true, true, 0, 0",
        "3, 0, false, false, 0, 0"
    })
    void everyRowOfTheTable(int wanted, int active, boolean deleting, boolean settled, int create, int delete) {
        List<Pod> pods = pods(active);
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(set(wanted, deleting, 0), pods, pods, settled, NOW);
        assertThat(plan.create()).isEqualTo(create);
        assertThat(plan.delete()).hasSize(delete);
    }

    @Test
    void endedAndLeavingPodsAreNoReplicas() {
        List<Pod> pods = List.of(
                pod(1, "Running", true, false),
                pod(2, "Failed", false, false),
                pod(3, "Succeeded", false, false),
                pod(4, "Running", true, true));
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(set(2, false, 0), pods, pods, true, NOW);
        assertThat(plan.create()).isEqualTo(1);
        assertThat(plan.status().getReplicas()).isEqualTo(1);
        assertThat(plan.status().getTerminatingReplicas()).isEqualTo(1);
        assertThat(plan.status().getReadyReplicas()).isEqualTo(1);
        assertThat(plan.status().getFullyLabeledReplicas()).isEqualTo(1);
        assertThat(plan.status().getObservedGeneration()).isEqualTo(4);
    }

    @Test
    void aReadyPodIsAvailableOnlyAfterItsTime() {
        ReplicaSetPlan plan = ReplicaSetPlanner.plan(set(1, false, 30), pods(1), pods(1), true, NOW);
        assertThat(plan.status().getReadyReplicas()).isEqualTo(1);
        assertThat(plan.status().getAvailableReplicas()).isNull();
        assertThat(plan.lookAgain()).contains(Duration.ofSeconds(20));
    }
}
