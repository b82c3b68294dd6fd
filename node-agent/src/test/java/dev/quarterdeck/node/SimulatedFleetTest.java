package dev.quarterdeck.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedFleetTest {
    private static final int NODES = 50;
    private final ObjectApi api = new FakeApiServer(Clock.systemUTC()).api();

    private <T extends io.fabric8.kubernetes.api.model.HasMetadata> List<T> list(Class<T> type) {
        try {
            return api.list(type, "");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serves_many_nodes_in_one_process() throws Exception {
        List<NodeAgentSettings> settings = IntStream.range(0, NODES)
                .mapToObj(i -> NodeAgentServiceTest.settings("sim-" + i))
                .toList();
        try (WatchInformers informers = new WatchInformers(api, new SystemTime(), RandomGenerator.getDefault());
                SimulatedFleet fleet = new SimulatedFleet(settings, api, informers, new SimpleMeterRegistry())) {
            fleet.start();
            Await.until("all are registered", () -> list(Node.class).size() == NODES);
            for (int i = 0; i < NODES; i++) {
                var patch = Json.object();
                patch.putObject("spec").put("podCIDR", "10.1." + i + ".0/24");
                api.mergePatch(api.get(Node.class, "", "sim-" + i).orElseThrow(), "", patch);
                api.create(Pods.pod(
                                "pod-" + i,
                                new ContainerBuilder()
                                        .withName("main")
                                        .withImage("nginx")
                                        .build())
                        .editMetadata()
                        .withUid(null)
                        .endMetadata()
                        .editSpec()
                        .withNodeName("sim-" + i)
                        .endSpec()
                        .build());
            }
            Await.until(
                    "all run",
                    Duration.ofSeconds(30),
                    () -> list(Pod.class).stream()
                                    .filter(pod -> pod.getStatus() != null
                                            && "Running".equals(pod.getStatus().getPhase()))
                                    .count()
                            == NODES,
                    () -> list(Pod.class).stream().map(Pod::getStatus).toList());
            assertThat(list(Pod.class))
                    .extracting(pod -> pod.getStatus().getPodIP())
                    .doesNotHaveDuplicates();
        }
    }
}
