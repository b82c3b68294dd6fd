package dev.quarterdeck.controller.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodGcPlannerTest {
    private static final Node OUT = new NodeBuilder()
            .withNewMetadata()
            .withName("out")
            .endMetadata()
            .withNewSpec()
            .addNewTaint()
            .withKey("node.kubernetes.io/out-of-service")
            .withEffect("NoExecute")
            .endTaint()
            .endSpec()
            .build();

    private static Pod pod(String name, @Nullable String node, String phase, boolean deleting) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-01-01T00:00:0" + name.charAt(name.length() - 1) + "Z")
                .withDeletionTimestamp(deleting ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    private static List<String> plan(int threshold, Pod... pods) {
        return PodGcPlanner.plan(
                        List.of(pods),
                        name -> name.equals("out") ? Optional.of(OUT) : Optional.empty(),
                        Set.of("gone"),
                        threshold)
                .stream()
                .map(v -> v.pod().getMetadata().getName()
                        + v.condition().map(c -> " " + c).orElse(""))
                .toList();
    }

    @Test
    void everyRowOfTheTable() {
        assertThat(plan(0, pod("p1", "gone", "Running", false))).containsExactly("p1 PodGC: node no longer exists");
        assertThat(plan(0, pod("p1", null, "Pending", true))).containsExactly("p1");
        assertThat(plan(0, pod("p1", null, "Pending", false))).isEmpty();
        assertThat(plan(0, pod("p1", "here", "Running", true))).isEmpty();
        assertThat(plan(0, pod("p1", "out", "Running", true))).hasSize(1);
        assertThat(plan(0, pod("p1", "out", "Running", false))).isEmpty();
    }

    @Test
    void theOldestOfTooManyEndedPodsGo() {
        Pod[] pods = IntStream.range(1, 6)
                .mapToObj(i -> pod("p" + i, "here", i % 2 == 0 ? "Failed" : "Succeeded", false))
                .toArray(Pod[]::new);
        assertThat(plan(3, pods)).containsExactly("p1", "p2");
        assertThat(plan(0, pods)).isEmpty();
        assertThat(plan(5, pods)).isEmpty();
    }
}
