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
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
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

    @Test
    void podsOfADualStackNodeHaveAddressesOfBothFamilies() throws Exception {
        NodeAgentSettings node = NodeAgentSettings.simulated("sim", "10.89.0.1", "fd00:89::1", Path.of("unused"), null);
        try (SimulatedFleet fleet = new SimulatedFleet(List.of(node), api, new SimpleMeterRegistry())) {
            fleet.start();
            Await.until("it is registered", () -> list(Node.class).size() == 1);
            var patch = Json.object();
            patch.putObject("spec")
                    .put("podCIDR", "10.1.7.0/24")
                    .putArray("podCIDRs")
                    .add("10.1.7.0/24")
                    .add("fd00:10:244:7::/64");
            api.mergePatch(list(Node.class).getFirst(), "", patch);
            create("own", false);
            create("hosts", true);
            Await.until(
                    "both run",
                    () -> list(Pod.class).stream()
                                    .filter(pod -> pod.getStatus() != null
                                            && "Running".equals(pod.getStatus().getPhase()))
                                    .count()
                            == 2);
            assertThat(list(Node.class).getFirst().getStatus().getAddresses())
                    .filteredOn(address -> address.getType().equals("InternalIP"))
                    .extracting(NodeAddress::getAddress)
                    .containsExactly("10.89.0.1", "fd00:89::1");
            assertThat(list(Pod.class)).allSatisfy(pod -> {
                List<String> hostIps =
                        pod.getStatus().getHostIPs().stream().map(HostIP::getIp).toList();
                List<String> podIps =
                        pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList();
                assertThat(hostIps).containsExactly("10.89.0.1", "fd00:89::1");
                assertThat(podIps)
                        .isEqualTo(
                                pod.getMetadata().getName().equals("hosts")
                                        ? hostIps
                                        : List.of("10.1.7.2", "fd00:10:244:7::2"));
                assertThat(pod.getStatus().getPodIP()).isEqualTo(podIps.getFirst());
                assertThat(pod.getStatus().getHostIP()).isEqualTo("10.89.0.1");
            });
        }
    }

    private void create(String name, boolean hostNetwork) throws InterruptedException {
        api.create(Pods.pod(
                        name,
                        new ContainerBuilder()
                                .withName("main")
                                .withImage("nginx")
                                .build())
                .editMetadata()
                .withUid(null)
                .endMetadata()
                .editSpec()
                .withNodeName("sim")
                .withHostNetwork(hostNetwork)
                .endSpec()
                .build());
    }
}
