package dev.quarterdeck.scheduler.bind;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The loop with its informers and its writes, as users see them. */
class SchedulerTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private void failBinds(ApiException with) {
        it.server.failWhen(r -> r.pathAndQuery().endsWith("/binding") ? Optional.of(with) : Optional.empty());
    }

    @Test
    void aPodIsBoundAndTheEventSaysWhere() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("a", "1", "1Gi"));
        assertThat(it.run()).isEqualTo(1);
        assertThat(it.nodeOf("a")).isEqualTo("n1");
        assertThat(it.events.events()).containsExactly("Normal Scheduled Pod/a Successfully assigned default/a to n1");
        assertThat(it.podWrites()).containsExactly("POST pods/a/binding");
        assertThat(it.waiting().values()).containsOnly(0);
    }

    @Test
    void aPodThatFitsNowhereSaysSoInEventAndCondition() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("big", "3", "1Gi"));
        it.run();
        assertThat(it.events.events().getFirst())
                .startsWith("Warning FailedScheduling Pod/big 0/1 nodes are available: 1 Insufficient cpu.");
        PodCondition condition = it.pod("big").getStatus().getConditions().getFirst();
        assertThat(condition.getType()).isEqualTo("PodScheduled");
        assertThat(condition.getStatus()).isEqualTo("False");
        assertThat(condition.getReason()).isEqualTo("Unschedulable");
        assertThat(condition.getMessage()).startsWith("0/1 nodes are available: 1 Insufficient cpu.");
        assertThat(condition.getLastTransitionTime()).isNotNull();
        assertThat(condition.getObservedGeneration())
                .isEqualTo(it.pod("big").getMetadata().getGeneration());
    }

    @Test
    void theConditionIsWrittenAgainOnlyWhenItSaysSomethingElse() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("big", "3", "1Gi"));
        it.run();
        String since = it.pod("big").getStatus().getConditions().getFirst().getLastTransitionTime();
        assertThat(it.podWrites()).hasSize(1);
        assertThat(it.runAfter(Duration.ofMinutes(6))).isEqualTo(1);
        assertThat(it.podWrites()).as("the same reason again").hasSize(1);
        it.create(plainNode("n2"));
        assertThat(it.runAfter(Duration.ofMinutes(6))).isEqualTo(1);
        assertThat(it.podWrites()).hasSize(2);
        PodCondition condition = it.pod("big").getStatus().getConditions().getFirst();
        assertThat(condition.getMessage()).startsWith("0/2 nodes are available: 2 Insufficient cpu.");
        assertThat(condition.getLastTransitionTime()).isEqualTo(since);
    }

    @Test
    void aBindThatFailsIsForgottenAndTriedAgainAfterItsBackOff() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("a", "2", "1Gi"));
        failBinds(ApiException.unavailable("down", 1));
        it.run();
        assertThat(it.state.snapshot().nodes().get(0).pods()).isEmpty();
        assertThat(it.waiting()).containsEntry("backoff", 1);
        it.server.failNoMore();
        assertThat(it.runAfter(Duration.ofMillis(999))).isZero();
        assertThat(it.runAfter(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(it.nodeOf("a")).isEqualTo("n1");
    }

    @Test
    void aFailedBindWakesWhoWasRejectedForItsRoom() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("first", "2", "1Gi"));
        it.create(pod("second", "2", "1Gi"));
        it.server.failWhen(r -> {
            if (!r.pathAndQuery().endsWith("/first/binding")) {
                return Optional.empty();
            }
            return Optional.of(ApiException.unavailable("down", 1));
        });
        it.step();
        it.server.failNoMore();
        it.step();
        assertThat(it.nodeOf("second")).isEqualTo("n1");
    }

    @Test
    void aPodThatIsGoneOrBoundByOthersIsDropped() throws Exception {
        it.create(plainNode("n1"));
        for (ApiException answer : new ApiException[] {
            ApiException.notFound("", "pods", "a"),
            ApiException.conflict("", "pods/binding", "a", "pod is already assigned to a node")
        }) {
            failBinds(answer);
            it.create(pod("p" + answer.code(), "1", "1Gi"));
            assertThat(it.run()).isEqualTo(1);
            assertThat(it.waiting().values()).containsOnly(0);
            assertThat(it.state.snapshot().nodes().get(0).pods()).isEmpty();
            assertThat(it.runAfter(Duration.ofMinutes(10))).isZero();
            it.server.failNoMore();
        }
        assertThat(it.events.events()).isEmpty();
    }

    @Test
    void heartbeatsOfNodesWakeNobody() throws Exception {
        Node node = it.create(plainNode("n1"));
        it.create(pod("big", "3", "1Gi"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        it.api.updateStatus(node.edit()
                .editStatus()
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastHeartbeatTime("2026-01-01T00:00:20Z")
                        .build())
                .endStatus()
                .build());
        assertThat(it.run()).isZero();
        assertThat(it.waiting()).containsEntry("unschedulable", 1);
    }

    @Test
    void roomThatAppearsWakesWhoWaitsForIt() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("a", "2", "1Gi"));
        it.create(pod("b", "2", "1Gi"));
        it.run();
        assertThat(it.nodeOf("b")).isEmpty();
        it.time.advance(Duration.ofSeconds(20));
        it.api.deleteWithGrace(it.pod("a"), 0);
        assertThat(it.run()).isEqualTo(1);
        assertThat(it.nodeOf("b")).isEqualTo("n1");
    }

    @Test
    void aPodThatEndedLeavesItsRoomToOthers() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("job", "2", "1Gi"));
        it.create(pod("b", "2", "1Gi"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        Pod ended = it.pod("job")
                .edit()
                .withNewStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build();
        it.api.updateStatus(ended);
        it.run();
        assertThat(it.nodeOf("b")).isEqualTo("n1");
    }

    @Test
    void gatedPodsWaitUntilTheirGatesAreGone() throws Exception {
        it.create(plainNode("n1"));
        Pod gated = it.create(pod("a").editSpec()
                .addNewSchedulingGate()
                .withName("example.com/wait")
                .endSchedulingGate()
                .endSpec()
                .build());
        assertThat(it.run()).isZero();
        it.update(gated.edit().editSpec().withSchedulingGates().endSpec().build());
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n1");
    }

    @Test
    void podsThatAreBeingDeletedOrAreOthersAreLeftAlone() throws Exception {
        Pod waiting = it.create(pod("a").editMetadata()
                .addToFinalizers("example.com/hold")
                .endMetadata()
                .build());
        it.create(pod("b").editSpec().withSchedulerName("other").endSpec().build());
        it.run();
        it.api.deleteWithGrace(waiting, 0);
        it.informers.deliver();
        it.create(plainNode("n1"));
        assertThat(it.runAfter(Duration.ofMinutes(10))).isZero();
        assertThat(it.nodeOf("a") + it.nodeOf("b")).isEmpty();
    }

    @Test
    void aNodeThatGetsTheLabelWakesWhoAskedForIt() throws Exception {
        Node node = it.create(node("n1").build());
        it.create(pod("a").editSpec()
                .withNodeSelector(Map.of("disk", "ssd"))
                .endSpec()
                .build());
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        it.update(node.edit()
                .editMetadata()
                .addToLabels("disk", "ssd")
                .endMetadata()
                .build());
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n1");
    }
}
