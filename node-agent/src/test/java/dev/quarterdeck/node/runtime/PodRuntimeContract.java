package dev.quarterdeck.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What every {@link PodRuntime} must do. Run by the one over containerd and by the simulated one. */
public abstract class PodRuntimeContract {

    protected abstract PodRuntime runtime();

    protected abstract PodHost host();

    private record Running(Pod pod, String uid, String sandbox, String container) {}

    private Running run(String name, String script) throws Exception {
        Pod pod = Pods.pod(name, Pods.shell("main", script).build()).build();
        host().prepare(pod);
        PodSandboxConfig config = host().sandbox(pod, 0);
        String sandbox = runtime().runSandbox(config, "");
        if (runtime().image(Pods.BUSYBOX).isEmpty()) {
            runtime().pull(Pods.BUSYBOX, null, config);
        }
        String container = runtime()
                .createContainer(
                        sandbox,
                        config,
                        host().container(
                                        pod,
                                        PodContainer.main(pod).getFirst(),
                                        0,
                                        runtime()
                                                .observe(pod.getMetadata().getUid())
                                                .sandboxes()
                                                .getFirst()
                                                .ips(),
                                        runtime().image(Pods.BUSYBOX).orElseThrow(),
                                        null));
        runtime().startContainer(container);
        return new Running(pod, pod.getMetadata().getUid(), sandbox, container);
    }

    private ObservedContainer container(Running running) {
        return runtime().observe(running.uid()).latest("main").orElseThrow();
    }

    private void remove(Running running) throws Exception {
        runtime().stopSandbox(running.sandbox());
        runtime().removeSandbox(running.sandbox());
        host().remove(running.pod());
        assertThat(runtime().observe(running.uid()).isEmpty()).isTrue();
    }

    @Test
    void is_ready_once_pods_have_a_network() {
        Await.until("ready", () -> runtime().notReady().isEmpty());
        assertThat(runtime().version()).contains("://");
    }

    @Test
    void shows_what_runs() throws Exception {
        Running pod = run("shown", "sleep 1000");
        ObservedPod observed = runtime().observe(pod.uid());
        assertThat(observed.readySandbox()).isPresent();
        assertThat(observed.readySandbox().get().ips()).hasSize(1);
        assertThat(container(pod).isRunning()).isTrue();
        assertThat(container(pod).startedAt()).isNotNull();
        assertThat(container(pod).hash())
                .isEqualTo(PodContainer.main(pod.pod()).getFirst().hash());
        assertThat(runtime().list()).extracting(ObservedPod::uid).contains(pod.uid());
        remove(pod);
    }

    @Test
    void tells_how_containers_end() throws Exception {
        Running pod = run("ends", "exit 3");
        Await.until("ended", () -> container(pod).exited());
        assertThat(container(pod).exitCode()).isEqualTo(3);
        assertThat(container(pod).finishedAt()).isNotNull();
        remove(pod);
    }

    @Test
    void kills_what_does_not_hear() throws Exception {
        Running pod = run("deaf", "sleep 1000");
        runtime().stopContainer(pod.container(), Duration.ofSeconds(1));
        assertThat(container(pod).exited()).isTrue();
        assertThat(container(pod).exitCode()).isEqualTo(137);
        runtime().stopContainer(pod.container(), Duration.ofSeconds(1));
        remove(pod);
    }

    @Test
    void gives_addresses_back_with_the_sandbox() throws Exception {
        Running pod = run("stopped", "sleep 1000");
        runtime().stopSandbox(pod.sandbox());
        runtime().stopSandbox(pod.sandbox());
        assertThat(runtime().observe(pod.uid()).readySandbox()).isEmpty();
        Await.until("ended", () -> container(pod).exited());
        remove(pod);
    }

    @Test
    void commands_take_their_time() throws Exception {
        Running pod = run("asked", "sleep 1000");
        Instant before = Instant.now();
        assertThat(runtime()
                        .exec(pod.container(), List.of("sh", "-c", "sleep 0.3; exit 3"), Duration.ofSeconds(60))
                        .exitCode())
                .isEqualTo(3);
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        for (String endless : List.of("sleep 1000", "while true; do sleep 1; done")) {
            assertThatThrownBy(
                            () -> runtime().exec(pod.container(), List.of("sh", "-c", endless), Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(RuntimeFailure.class, failure -> assertThat(failure.isTimeout())
                            .isTrue());
        }
        remove(pod);
    }

    @Test
    void forgives_removing_what_is_not_there() {
        runtime().stopContainer("none", Duration.ofSeconds(1));
        runtime().removeContainer("none");
        runtime().stopSandbox("none");
        runtime().removeSandbox("none");
        assertThat(runtime().observe("none").isEmpty()).isTrue();
    }

    @Test
    void refuses_what_cannot_be() {
        assertThatThrownBy(() -> runtime().startContainer("none")).isInstanceOf(RuntimeFailure.class);
        assertThatThrownBy(
                        () -> runtime().pull("127.0.0.1:1/nonexistent:1", null, PodSandboxConfig.getDefaultInstance()))
                .isInstanceOf(RuntimeFailure.class);
        assertThat(runtime().image("127.0.0.1:1/nonexistent:1")).isEmpty();
    }

    @Test
    void calls_back_when_something_changes() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (AutoCloseable watch = runtime().watch(seen::add)) {
            Running pod = run("watched", "exit 0");
            Await.until("noticed", () -> seen.contains(pod.uid()));
            Await.until("ended", () -> container(pod).exited());
            remove(pod);
        }
    }
}
