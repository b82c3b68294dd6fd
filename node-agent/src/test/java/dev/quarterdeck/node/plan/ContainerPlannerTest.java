package dev.quarterdeck.node.plan;

import static dev.quarterdeck.node.testing.Observed.SANDBOX;
import static dev.quarterdeck.node.testing.Observed.T0;
import static dev.quarterdeck.node.testing.Observed.container;
import static dev.quarterdeck.node.testing.Observed.exited;
import static dev.quarterdeck.node.testing.Observed.healthy;
import static dev.quarterdeck.node.testing.Observed.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.runtime.ObservedContainer.State;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.testing.Observed;
import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerPlannerTest {
    private final CrashBackoff backoff = new CrashBackoff();
    private Instant now = T0.plusSeconds(2);

    private static Pod pod(String policy) {
        return Pods.pod("web", Pods.shell("a", "").build(), Pods.shell("b", "").build())
                .editSpec()
                .withRestartPolicy(policy)
                .endSpec()
                .build();
    }

    private static Pod withInit(String restartPolicyOfSidecar) {
        return Pods.pod("web", Pods.shell("a", "").build())
                .editSpec()
                .withRestartPolicy("Never")
                .addToInitContainers(
                        Pods.shell("i1", "").build(),
                        Pods.shell("side", "")
                                .withRestartPolicy(restartPolicyOfSidecar)
                                .build())
                .endSpec()
                .build();
    }

    private ContainerPlan plan(Pod pod, ObservedPod observed) {
        return plan(pod, observed, healthy());
    }

    private ContainerPlan plan(Pod pod, ObservedPod observed, ProbeView probes) {
        return ContainerPlanner.plan(pod, observed, SANDBOX, probes, backoff, now);
    }

    private static List<String> words(ContainerPlan plan) {
        return plan.actions().stream()
                .map(action -> switch (action) {
                    case ContainerAction.Start start -> "start " + start.containerName() + " " + start.restartCount();
                    case ContainerAction.Stop stop -> "stop " + stop.observed().id();
                })
                .toList();
    }

    @Test
    void nothing_there_starts_all_main_containers_at_once() {
        assertThat(words(plan(pod("Always"), Observed.pod()))).containsExactly("start a 0", "start b 0");
    }

    @Test
    void all_running_does_nothing() {
        ContainerPlan plan = plan(pod("Always"), Observed.pod(running("a"), running("b")));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.finished()).isFalse();
    }

    @Test
    void restart_policies_decide_about_what_ended() {
        ObservedPod bothEnded = Observed.pod(exited("a", 0), exited("b", 1));
        assertThat(words(plan(pod("Always"), bothEnded))).containsExactly("start a 1", "start b 1");
        assertThat(words(plan(pod("OnFailure"), bothEnded))).containsExactly("start b 1");
        assertThat(plan(pod("Never"), bothEnded).actions()).isEmpty();
        assertThat(plan(pod("Never"), bothEnded).finished()).isTrue();
        assertThat(plan(pod("OnFailure"), Observed.pod(exited("a", 0), exited("b", 0)))
                        .finished())
                .isTrue();
    }

    @Test
    void init_containers_come_one_by_one_and_sidecars_stay() {
        Pod pod = withInit("Always");
        assertThat(words(plan(pod, Observed.pod()))).containsExactly("start i1 0");
        assertThat(words(plan(pod, Observed.pod(running("i1"))))).isEmpty();
        assertThat(words(plan(pod, Observed.pod(exited("i1", 0))))).containsExactly("start side 0");
        assertThat(words(plan(
                        pod,
                        Observed.pod(running("side"), exited("i1", 0)),
                        Observed.probes(List.of("start:side-0"), List.of()))))
                .isEmpty();
        assertThat(words(plan(pod, Observed.pod(running("side"), exited("i1", 0)))))
                .containsExactly("start a 0");
        assertThat(words(plan(pod, Observed.pod(running("a"), exited("side", 0), exited("i1", 0)))))
                .containsExactly("start side 1");
    }

    @Test
    void a_failed_init_container_ends_a_pod_that_never_restarts() {
        assertThat(plan(withInit("Always"), Observed.pod(exited("i1", 1))).finished())
                .isTrue();
    }

    @Test
    void what_keeps_ending_waits_longer_each_time() {
        Pod pod = pod("OnFailure");
        ObservedPod crashed = Observed.pod(running("a"), exited("b", 1));
        String key = ContainerPlanner.backoffKey(
                dev.quarterdeck.node.spec.PodContainer.main(pod).get(1));
        backoff.restarted(key, T0, T0);
        ContainerPlan plan = plan(pod, crashed);
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.lookAgain()).isEqualTo(T0.plusSeconds(11));
        assertThat(plan.waiting().get("b").reason()).isEqualTo("CrashLoopBackOff");
        assertThat(plan.waiting().get("b").message())
                .startsWith("back-off 10s restarting failed container=b pod=web_default(");
        now = T0.plusSeconds(11);
        assertThat(words(plan(pod, crashed))).containsExactly("start b 1");
    }

    @Test
    void failed_liveness_ends_a_container() {
        ContainerPlan plan = plan(
                pod("Always"), Observed.pod(running("a"), running("b")), Observed.probes(List.of(), List.of("b-0")));
        assertThat(words(plan)).containsExactly("stop b-0");
        assertThat(((ContainerAction.Stop) plan.actions().getFirst()).why())
                .isEqualTo("Container b failed liveness probe, will be restarted");
    }

    @Test
    void containers_of_a_lost_sandbox_are_stopped() {
        ObservedPod observed =
                Observed.pod(container("a", State.RUNNING, 0, 0, "old"), container("b", State.EXITED, 137, 2, "old"));
        assertThat(words(plan(pod("Always"), observed))).containsExactly("stop a-0", "start b 3");
    }
}
