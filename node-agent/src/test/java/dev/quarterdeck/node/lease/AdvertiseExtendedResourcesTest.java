package dev.quarterdeck.node.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdvertiseExtendedResourcesTest {
    private static final NodeStatusPlanner.Identity NODE = new NodeStatusPlanner.Identity(
            "n",
            List.of("10.0.0.1"),
            10250,
            110,
            new MachineFacts(2, 8L << 30, 1L << 40, "", "", "", "", "", "amd64"),
            "containerd://2");

    private static Node node(Map<String, Quantity> capacity, Map<String, Quantity> allocatable) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .endMetadata()
                .withNewStatus()
                .withCapacity(capacity)
                .withAllocatable(allocatable)
                .endStatus()
                .build();
    }

    private static NodeStatus status(Node before) {
        return NodeStatusPlanner.status(NODE, before, Optional.empty(), List.of(), Instant.EPOCH);
    }

    @Test
    void whatSomebodySaysTheNodeHasCanBeGivenOut() {
        NodeStatus status =
                status(node(Map.of("example.com/dongle", new Quantity("4"), "cpu", new Quantity("999")), Map.of()));
        assertThat(status.getAllocatable()).containsEntry("example.com/dongle", new Quantity("4"));
        assertThat(status.getAllocatable().get("cpu")).isNotEqualTo(new Quantity("999"));
        assertThat(status.getCapacity()).doesNotContainKey("example.com/dongle");
    }

    @Test
    void whatItHasNoMoreCannot() {
        Node before = node(
                Map.of("example.com/fpga", new Quantity("1")),
                Map.of(
                        "example.com/fpga",
                        new Quantity("1"),
                        "example.com/dongle",
                        new Quantity("4"),
                        "cpu",
                        new Quantity("2")));
        assertThat(NodeStatusPlanner.gone(before)).containsExactly("example.com/dongle");
        assertThat(status(before).getAllocatable()).doesNotContainKey("example.com/dongle");
        assertThat(NodeStatusPlanner.gone(null)).isEmpty();
    }
}
