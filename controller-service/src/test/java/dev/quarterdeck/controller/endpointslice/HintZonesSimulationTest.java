package dev.quarterdeck.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A Service that asks for hints by annotation gets them, and keeps up with nodes. */
class HintZonesSimulationTest {
    private static final String MODE = "service.kubernetes.io/topology-mode";

    private final SimulatedCluster cluster = new SimulatedCluster(5)
            .run(DeploymentController::create, ReplicaSetController::create, EndpointSliceController::create);

    private static Service service(Map<String, String> annotations) {
        return new ServiceBuilder(FollowPodsSimulationTest.service("web"))
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    private void annotate(String mode) {
        Service there = cluster.get(
                () -> cluster.api.get(Service.class, "default", "web").orElseThrow());
        there.getMetadata().setAnnotations(Map.of(MODE, mode));
        cluster.quietly(() -> cluster.api.update(there));
    }

    private void zones() {
        String[] zones = {"a", "b", "a", "b"};
        for (int i = 0; i < zones.length; i++) {
            Node sized = new NodeBuilder(cluster.node("n" + (i + 1)))
                    .editStatus()
                    .withAllocatable(Map.of("cpu", new Quantity("4")))
                    .endStatus()
                    .build();
            Node there = cluster.get(() -> cluster.api.updateStatus(sized));
            String zone = zones[i];
            cluster.quietly(() -> cluster.api.update(new NodeBuilder(there)
                    .editMetadata()
                    .addToLabels(ZoneShares.ZONE, zone)
                    .endMetadata()
                    .build()));
        }
    }

    private Map<String, Long> hints() {
        List<EndpointSlice> slices = cluster.get(() -> cluster.api.list(EndpointSlice.class, "default"));
        return slices.stream()
                .flatMap(s -> s.getEndpoints().stream())
                .collect(Collectors.groupingBy(
                        e -> e.getHints() == null
                                ? "none"
                                : e.getHints().getForZones().getFirst().getName(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    @Test
    void hintsComeWithZonesAndGoWithTheAnnotation() {
        cluster.nodes(4)
                .create(service(Map.of(MODE, "Auto")))
                .deployment("web", 6)
                .converge();
        assertThat(hints()).isEqualTo(Map.of("none", 6L));
        cluster.expectEvents(
                "Warning TopologyAwareHintsDisabled Service/web Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4");
        zones();
        cluster.converge();
        assertThat(hints()).isEqualTo(Map.of("a", 3L, "b", 3L));
        cluster.expectEvents(
                "Normal TopologyAwareHintsEnabled Service/web Topology Aware Hints has been enabled, addressType: IPv4");
        annotate("Disabled");
        cluster.converge();
        assertThat(hints()).isEqualTo(Map.of("none", 6L));
        cluster.expectEvents(
                "Warning TopologyAwareHintsDisabled Service/web Topology Aware Hints has been disabled, addressType: IPv4");
    }

    @Test
    void heartbeatsOfNodesWakeNobody() {
        cluster.nodes(4).create(service(Map.of(MODE, "auto"))).deployment("web", 6);
        zones();
        cluster.converge();
        cluster.server.forgetRequests();
        cluster.advance(Duration.ofMinutes(5));
        assertThat(cluster.server.writes()).noneMatch(w -> w.contains("endpointslices"));
    }
}
