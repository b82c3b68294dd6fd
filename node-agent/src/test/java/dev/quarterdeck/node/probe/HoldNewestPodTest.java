package dev.quarterdeck.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.simulated.SimulatedPodRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A probe runs as long as its container: it must not keep the pod as it was when that began. */
class HoldNewestPodTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void takesThePodAsItIsNow() {
        SimulatedPodRuntime runtime = new SimulatedPodRuntime("node-1", Clock.systemUTC(), timer);
        ContainerProbes probes = new ContainerProbes(
                new HandlerRunner(runtime),
                (pod, container, type, reason, message) -> {},
                timer,
                Runnable::run,
                Clock.systemUTC());
        ObservedPod observed = new ObservedPod("u", "default", "a", List.of(), List.of(running()));
        Pod before = pod("1");
        Pod after = pod("2");
        probes.sync(before, observed, List.of(), () -> {});
        assertThat(probes.known("c").map(ContainerProbe::pod)).containsSame(before);
        probes.sync(after, observed, List.of(), () -> {});
        assertThat(probes.known("c").map(ContainerProbe::pod)).containsSame(after);
        assertThat(probes.ready("c")).isTrue();
    }

    private static ObservedContainer running() {
        Instant now = Instant.EPOCH;
        return new ObservedContainer(
                "c", "s", "main", 0, ObservedContainer.State.RUNNING, now, now, null, 0, "", "", "i", "i", Map.of());
    }

    private static Pod pod(String revision) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("a")
                .withUid("u")
                .withResourceVersion(revision)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .endContainer()
                .endSpec()
                .build();
    }
}
