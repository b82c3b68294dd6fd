package dev.quarterdeck.controller.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DeletionOrderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private static Pod pod(String name, UnaryOperator<PodBuilder> change) {
        return change.apply(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withUid(name)
                        .withCreationTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("n1")
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime("2026-01-01T00:00:00Z")
                        .endCondition()
                        .endStatus())
                .build();
    }

    private static void expectFirst(UnaryOperator<PodBuilder> first) {
        Pod normal = pod("a", p -> p);
        Pod other = pod("b", first);
        List<Pod> pods = List.of(normal, other);
        assertThat(DeletionOrder.sorted(pods, pods, NOW)).containsExactly(other, normal);
    }

    @Test
    void everyRuleDecidesWhereTheOnesBeforeDoNot() {
        expectFirst(p -> p.editSpec().withNodeName(null).endSpec());
        expectFirst(p -> p.editStatus().withPhase("Pending").endStatus());
        expectFirst(p -> p.editStatus()
                .editFirstCondition()
                .withStatus("False")
                .endCondition()
                .endStatus());
        expectFirst(p -> p.editMetadata()
                .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", "-1")
                .endMetadata());
        expectFirst(p -> p.editStatus()
                .editFirstCondition()
                .withLastTransitionTime("2026-01-01T23:59:00Z")
                .endCondition()
                .endStatus());
        expectFirst(p -> p.editStatus()
                .addNewContainerStatus()
                .withRestartCount(3)
                .endContainerStatus()
                .endStatus());
        expectFirst(p ->
                p.editMetadata().withCreationTimestamp("2026-01-01T23:59:00Z").endMetadata());
    }

    @Test
    void aCrowdedNodeLosesFirst() {
        Pod alone = pod("a", p -> p.editSpec().withNodeName("n2").endSpec());
        Pod crowded = pod("b", p -> p);
        Pod crowding = pod("c", p -> p);
        assertThat(DeletionOrder.sorted(List.of(alone, crowded), List.of(alone, crowded, crowding), NOW))
                .containsExactly(crowded, alone);
    }
}
