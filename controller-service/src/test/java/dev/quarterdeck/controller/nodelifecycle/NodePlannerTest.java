package dev.quarterdeck.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private static Node node(String condition, String status) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build()
                .edit()
                .editStatus()
                .removeMatchingFromConditions(c -> c.getType().equals(condition))
                .addNewCondition()
                .withType(condition)
                .withStatus(status)
                .endCondition()
                .endStatus()
                .build();
    }

    @Test
    void aNodeHasTheLabelsOfOld() {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", "arm64")
                .addToLabels("beta.kubernetes.io/arch", "amd64")
                .endMetadata()
                .build();
        assertThat(NodePlanner.labels(node))
                .containsOnly(
                        Map.entry("beta.kubernetes.io/os", "linux"), Map.entry("beta.kubernetes.io/arch", "arm64"));
        assertThat(NodePlanner.labels(node("Ready", "True"))).isEmpty();
    }

    private static List<String> taints(NodePlan plan) {
        return plan.taints().orElse(List.of()).stream()
                .map((Taint t) -> t.getKey().substring("node.kubernetes.io/".length()) + ":" + t.getEffect())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Ready, True, ''",
        "Ready, False, not-ready:NoExecute not-ready:NoSchedule",
        "Ready, Unknown, unreachable:NoExecute unreachable:NoSchedule",
        "MemoryPressure, True, memory-pressure:NoSchedule",
        "MemoryPressure, False, ''",
        "DiskPressure, True, disk-pressure:NoSchedule",
        "PIDPressure, True, pid-pressure:NoSchedule",
        "NetworkUnavailable, True, network-unavailable:NoSchedule"
    })
    void taintsFollowConditions(String condition, String status, String expected) {
        NodePlan plan = NodePlanner.plan(node(condition, status), false, true, Disruption.NONE, NOW);
        assertThat(String.join(" ", taints(plan))).isEqualTo(expected);
        assertThat(plan.conditions()).isEmpty();
    }

    @Test
    void aCordonedNodeIsTaintedAndForeignTaintsStay() {
        Node node = node("Ready", "True")
                .edit()
                .editSpec()
                .withUnschedulable(true)
                .addNewTaint()
                .withKey("dedicated")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build();
        NodePlan plan = NodePlanner.plan(node, false, true, Disruption.NONE, NOW);
        assertThat(plan.taints().orElseThrow())
                .extracting(Taint::getKey)
                .containsExactly("dedicated", "node.kubernetes.io/unschedulable");
    }

    @Test
    void aNodeWaitsForItsTurnToBeEmptiedButTakesNoNewPods() {
        NodePlan plan = NodePlanner.plan(node("Ready", "False"), false, false, Disruption.NONE, NOW);
        assertThat(taints(plan)).containsExactly("not-ready:NoSchedule");
        assertThat(plan.emptied()).isFalse();
    }

    @Test
    void silenceMakesConditionsUnknownAndTakesReadinessFromPods() {
        NodePlan plan = NodePlanner.plan(node("Ready", "True"), true, true, Disruption.NONE, NOW);
        assertThat(plan.conditions())
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason())
                .containsExactly(
                        "Ready Unknown NodeStatusUnknown",
                        "MemoryPressure Unknown NodeStatusNeverUpdated",
                        "DiskPressure Unknown NodeStatusNeverUpdated",
                        "PIDPressure Unknown NodeStatusNeverUpdated");
        assertThat(plan.podsNotReady()).isTrue();
        assertThat(plan.emptied()).isTrue();
    }

    @Test
    void aSilencedConditionTellsWhenTheNodeWasHeardLast() {
        Node node = node("Ready", "True")
                .edit()
                .editMetadata()
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .editStatus()
                .editMatchingCondition(c -> c.getType().equals("Ready"))
                .withLastHeartbeatTime("2026-01-01T01:00:00Z")
                .withLastTransitionTime("2026-01-01T00:01:00Z")
                .endCondition()
                .endStatus()
                .build();
        NodePlan plan = NodePlanner.plan(node, true, true, Disruption.NONE, NOW);
        assertThat(plan.conditions().getFirst().getLastHeartbeatTime()).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(plan.conditions().getFirst().getMessage()).isEqualTo("Kubelet stopped posting node status.");
        assertThat(plan.conditions().getLast().getLastHeartbeatTime())
                .as("never posted: since it was made")
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(plan.conditions()).allSatisfy(c -> assertThat(c.getLastTransitionTime())
                .isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    @Test
    void aNodeThatStaysSilentIsWrittenOnce() {
        Node node = node("Ready", "Unknown");
        for (String type : List.of("MemoryPressure", "DiskPressure", "PIDPressure")) {
            node = node.edit()
                    .editStatus()
                    .addNewCondition()
                    .withType(type)
                    .withStatus("Unknown")
                    .endCondition()
                    .endStatus()
                    .build();
        }
        assertThat(NodePlanner.plan(node, true, true, Disruption.NONE, NOW).conditions())
                .isEmpty();
    }

    /** A renewed lease ends the silence; readiness is the node's own to tell. */
    @Test
    void aNodeWhoseLeaseIsRenewedStaysUnknownUntilItReports() {
        NodePlan plan = NodePlanner.plan(node("Ready", "Unknown"), false, true, Disruption.NONE, NOW);
        assertThat(plan.conditions()).isEmpty();
        assertThat(taints(plan)).containsExactly("unreachable:NoExecute", "unreachable:NoSchedule");
        Node back = node("Ready", "True")
                .edit()
                .editSpec()
                .withTaints(plan.taints().orElseThrow())
                .endSpec()
                .build();
        assertThat(NodePlanner.plan(back, false, true, Disruption.NONE, NOW).taints())
                .hasValueSatisfying(left -> assertThat(left).isEmpty());
    }

    @Test
    void aTaintKeepsTheTimeItWasAdded() {
        NodePlan first = NodePlanner.plan(node("Ready", "Unknown"), false, true, Disruption.NONE, NOW);
        Node tainted = node("Ready", "Unknown")
                .edit()
                .editSpec()
                .withTaints(first.taints().orElseThrow())
                .endSpec()
                .build();
        assertThat(NodePlanner.plan(tainted, true, true, Disruption.NONE, NOW.plusSeconds(60))
                        .taints())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, NONE",
        "5, 0, NONE",
        "0, 1, FULL",
        "0, 3, FULL",
        "1, 1, NONE",
        "1, 2, NONE",
        "2, 3, PARTIAL_SMALL",
        "20, 40, PARTIAL_LARGE",
        "60, 40, NONE"
    })
    void paceFollowsHowMuchIsLost(int ready, int notReady, Disruption expected) {
        assertThat(Disruption.of(ready, notReady)).isEqualTo(expected);
    }
}
