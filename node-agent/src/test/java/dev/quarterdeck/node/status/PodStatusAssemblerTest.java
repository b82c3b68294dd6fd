package dev.quarterdeck.node.status;

import static dev.quarterdeck.node.testing.Observed.T0;
import static dev.quarterdeck.node.testing.Observed.exited;
import static dev.quarterdeck.node.testing.Observed.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.plan.ProbeView;
import dev.quarterdeck.node.plan.Waiting;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.testing.Observed;
import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodStatusAssemblerTest {
    private Pod pod = Pods.pod(
                    "web", Pods.shell("a", "").build(), Pods.shell("b", "").build())
            .build();
    private Map<String, Waiting> waiting = Map.of();
    private ProbeView probes = Observed.healthy();
    private boolean ending;
    private boolean stopped;
    private StatusInput.Verdict verdict;
    private Instant now = T0;

    private PodStatus assemble(ObservedPod observed) {
        return PodStatusAssembler.assemble(new StatusInput(
                pod,
                observed,
                waiting,
                probes,
                List.of("10.1.0.5"),
                List.of("192.0.2.1"),
                ending,
                stopped,
                verdict,
                id -> "",
                now));
    }

    private static String condition(PodStatus status, String type) {
        PodCondition found = status.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
        return found.getStatus()
                + (found.getReason() == null ? "" : " " + found.getReason())
                + (found.getMessage() == null ? "" : ": " + found.getMessage());
    }

    private void restartPolicy(String policy) {
        pod = new PodBuilder(pod).editSpec().withRestartPolicy(policy).endSpec().build();
    }

    @Test
    void a_new_pod_is_pending() {
        PodStatus status = assemble(ObservedPod.none("uid"));
        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(status.getStartTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(status.getContainerStatuses())
                .allMatch(c -> c.getState().getWaiting().getReason().equals("ContainerCreating"));
        assertThat(condition(status, "PodReadyToStartContainers")).isEqualTo("False");
        assertThat(condition(status, "Initialized")).isEqualTo("True");
        assertThat(condition(status, "Ready"))
                .isEqualTo("False ContainersNotReady: containers with unready status: [a b]");
    }

    @Test
    void a_running_pod_is_ready_when_all_containers_are() {
        PodStatus status = assemble(Observed.pod(running("a"), running("b")));
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(condition(status, "Ready")).isEqualTo("True");
        assertThat(condition(status, "ContainersReady")).isEqualTo("True");
        assertThat(condition(status, "PodReadyToStartContainers")).isEqualTo("True");
        assertThat(status.getPodIPs()).hasSize(1);
        assertThat(status.getObservedGeneration()).isEqualTo(1);
        probes = Observed.probes(List.of("b-0"), List.of());
        assertThat(condition(assemble(Observed.pod(running("a"), running("b"))), "Ready"))
                .isEqualTo("False ContainersNotReady: containers with unready status: [b]");
    }

    @Test
    void readiness_gates_hold_a_pod_back() {
        pod = new PodBuilder(pod)
                .editSpec()
                .addNewReadinessGate("example.com/lb")
                .endSpec()
                .build();
        assertThat(condition(assemble(Observed.pod(running("a"), running("b"))), "Ready"))
                .isEqualTo("False ReadinessGatesNotReady: corresponding condition of pod readiness gate"
                        + " \"example.com/lb\" does not exist.");
    }

    @Test
    void transition_times_change_with_the_status_only() {
        PodStatus first = assemble(Observed.pod(running("a"), running("b")));
        pod = new PodBuilder(pod).withStatus(first).build();
        now = T0.plusSeconds(60);
        PodStatus second = assemble(Observed.pod(running("a"), running("b")));
        assertThat(second.getConditions()).isEqualTo(first.getConditions());
    }

    @Test
    void a_crashing_container_waits_and_remembers() {
        waiting = Map.of("b", new Waiting("CrashLoopBackOff", "back-off"));
        PodStatus status = assemble(Observed.pod(running("a"), exited("b", 2)));
        var crashed = status.getContainerStatuses().get(1);
        assertThat(crashed.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(crashed.getLastState().getTerminated().getExitCode()).isEqualTo(2);
        assertThat(crashed.getLastState().getTerminated().getReason()).isEqualTo("Error");
        assertThat(status.getPhase()).isEqualTo("Running");
    }

    @Test
    void final_phases_come_when_nothing_runs_any_more() {
        restartPolicy("Never");
        ObservedPod good = Observed.pod(exited("a", 0), exited("b", 0));
        assertThat(assemble(good).getPhase()).isEqualTo("Running");
        ending = true;
        stopped = true;
        assertThat(assemble(good).getPhase()).isEqualTo("Succeeded");
        assertThat(condition(assemble(good), "Ready")).isEqualTo("False PodCompleted");
        ObservedPod bad = Observed.pod(exited("a", 0), exited("b", 1));
        assertThat(assemble(bad).getPhase()).isEqualTo("Failed");
        assertThat(condition(assemble(bad), "Ready")).isEqualTo("False PodFailed");
    }

    @Test
    void a_final_phase_stays() {
        pod = new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Failed")
                .withReason("Evicted")
                .endStatus()
                .build();
        PodStatus status = assemble(Observed.pod(running("a"), running("b")));
        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isEqualTo("Evicted");
    }

    @Test
    void the_nodes_own_verdict_fails_a_pod() {
        verdict = new StatusInput.Verdict("OutOfcpu", "Pod was rejected: Node didn't have enough resource");
        ending = true;
        stopped = true;
        PodStatus status = assemble(ObservedPod.none("uid"));
        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isEqualTo("OutOfcpu");
    }

    @Test
    void init_containers_are_told_apart() {
        pod = new PodBuilder(pod)
                .editSpec()
                .addToInitContainers(Pods.shell("i", "").build())
                .endSpec()
                .build();
        PodStatus status = assemble(Observed.pod(running("i")));
        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(condition(status, "Initialized"))
                .isEqualTo("False ContainersNotInitialized: containers with incomplete status: [i]");
        assertThat(status.getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("PodInitializing");
        status = assemble(Observed.pod(exited("i", 0)));
        assertThat(condition(status, "Initialized")).isEqualTo("True");
        assertThat(status.getInitContainerStatuses().getFirst().getReady()).isTrue();
    }

    @Test
    void containers_that_vanished_are_unknown() {
        pod = new PodBuilder(pod)
                .withStatus(assemble(Observed.pod(running("a"), running("b"))))
                .build();
        ending = true;
        stopped = true;
        var lost = assemble(ObservedPod.none("uid")).getContainerStatuses().getFirst();
        assertThat(lost.getState().getTerminated().getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(lost.getState().getTerminated().getExitCode()).isEqualTo(137);
    }

    private static String state(ContainerStatus status) {
        return status.getState().getWaiting() != null
                ? status.getState().getWaiting().getReason()
                : status.getState().getTerminated().getReason();
    }

    /** Ends the pod with these init containers in front of its own. */
    private PodStatus endWith(String restartPolicy, ObservedPod observed, String... init) {
        pod = new PodBuilder(pod)
                .editSpec()
                .withRestartPolicy(restartPolicy)
                .addAllToInitContainers(Stream.of(init)
                        .map(name -> Pods.shell(name, "").build())
                        .toList())
                .endSpec()
                .build();
        ending = true;
        stopped = true;
        return assemble(observed);
    }

    @Test
    void containers_whose_turn_never_came_go_on_waiting() {
        PodStatus status = endWith("Never", Observed.pod(exited("i", 1)), "i", "j");

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getInitContainerStatuses())
                .extracting(PodStatusAssemblerTest::state)
                .containsExactly("Error", "PodInitializing");
        assertThat(status.getContainerStatuses())
                .extracting(PodStatusAssemblerTest::state)
                .containsOnly("PodInitializing");
    }

    @Test
    void the_first_init_container_is_lost_where_nothing_was_seen() {
        PodStatus status = endWith("Never", ObservedPod.none("uid"), "i", "j");

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getInitContainerStatuses())
                .extracting(PodStatusAssemblerTest::state)
                .containsExactly("ContainerStatusUnknown", "PodInitializing");
        assertThat(status.getContainerStatuses())
                .extracting(PodStatusAssemblerTest::state)
                .containsOnly("PodInitializing");
    }

    @Test
    void main_containers_are_lost_once_all_init_containers_are_done() {
        PodStatus status = endWith("Never", Observed.pod(exited("i", 0)), "i");

        assertThat(status.getContainerStatuses())
                .extracting(PodStatusAssemblerTest::state)
                .containsOnly("ContainerStatusUnknown");
    }
}
