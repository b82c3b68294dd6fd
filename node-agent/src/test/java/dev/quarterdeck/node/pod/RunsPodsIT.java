package dev.quarterdeck.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.RealNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunsPodsIT {
    private static RealNode node;

    @BeforeAll
    static void start() throws Exception {
        node = RealNode.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    static void awaitPhase(Pod pod, String phase) {
        Await.until(
                "phase " + phase,
                Duration.ofSeconds(30),
                () -> phase.equals(node.api.status(pod).getPhase()),
                () -> node.api.status(pod) + "\n" + node.events.of(pod));
    }

    static void awaitReady(Pod pod) {
        Await.until(
                "ready",
                Duration.ofSeconds(30),
                () -> node.api.status(pod).getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True")),
                () -> node.api.status(pod) + "\n" + node.events.of(pod));
    }

    @Test
    void runs_a_pod_and_removes_every_trace_of_it() throws Exception {
        node.objects.configMap("settings", java.util.Map.of("greeting", "hello"));
        Pod pod = node.api.create(Pods.pod(
                        "web",
                        Pods.shell("main", "cat /config/greeting; sleep 1000")
                                .addNewVolumeMount()
                                .withName("config")
                                .withMountPath("/config")
                                .endVolumeMount()
                                .build())
                .editSpec()
                .addNewVolume()
                .withName("config")
                .withNewConfigMap()
                .withName("settings")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .build());
        awaitReady(pod);
        assertThat(node.api.status(pod).getPodIP()).startsWith("10.213." + node.subnet + ".");
        assertThat(node.api.status(pod).getConditions())
                .extracting(PodCondition::getType)
                .contains("Initialized", "Ready", "ContainersReady", "PodScheduled", "PodReadyToStartContainers");
        assertThat(node.events.of(pod))
                .containsSubsequence(
                        "Pulled: Container image \"docker.io/library/busybox:1.36\" already present on machine and can be accessed by the pod",
                        "Created: Container created",
                        "Started: Container started");

        node.api.requestDeletion(pod, 1);
        Await.until(
                "the pod is gone",
                Duration.ofSeconds(30),
                () -> !node.api.has(pod),
                () -> node.api.status(pod) + " "
                        + node.workers.all().stream().map(PodWorker::state).toList());
        assertThat(node.runtime.observe(pod.getMetadata().getUid()).isEmpty()).isTrue();
        assertThat(node.directory.resolve("pods").resolve(pod.getMetadata().getUid()))
                .doesNotExist();
        assertThat(RealNode.run(
                        "sh",
                        "-c",
                        "find /sys/fs/cgroup -name '*" + pod.getMetadata().getUid() + "*'"))
                .isEmpty();
    }
}
