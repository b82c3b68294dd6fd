package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static dev.quarterdeck.scheduler.device.Devices.slice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeviceInventoryTest {
    private static final String FAST_NODES =
            "nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: speed, operator: In, values: [fast]}]}]}";

    private final ClusterState state = new ClusterState();
    private final DeviceInventory inventory = new DeviceInventory(
            Stream.of(onNode("n1", device("own")), slice("far", "network", 1, 1, FAST_NODES, device("attached")))
                    .map(OfferedSlice::of)
                    .toList());

    private NodeSnapshot node(String name, String speed) {
        Node node = Pods.node(name)
                .editMetadata()
                .addToLabels("speed", speed)
                .endMetadata()
                .build();
        return state.nodeChanged(node);
    }

    private List<String> pools(NodeSnapshot node) {
        return inventory.poolsOn(node).stream().map(p -> p.id().name()).toList();
    }

    @Test
    void poolsOfANodeAreItsOwnAndThoseThatSelectIt() {
        assertThat(pools(node("n1", "fast"))).containsExactly("n1", "network");
        assertThat(pools(node("n2", "fast"))).containsExactly("network");
        assertThat(pools(node("n3", "slow"))).isEmpty();
    }

    @Test
    void nodesWithTheSameSlicesShareWhatWasWorkedOut() {
        assertThat(inventory.poolsOn(node("n2", "fast"))).isSameAs(inventory.poolsOn(node("n4", "fast")));
    }

    @Test
    void aNodeWhoseLabelsChangeIsLookedAtAgain() {
        assertThat(pools(node("n1", "slow"))).containsExactly("n1");
        assertThat(pools(node("n1", "fast"))).containsExactly("n1", "network");
    }

    @Test
    void aNodeThatOnlyGotAPodIsNot() {
        NodeSnapshot before = node("n1", "fast");
        state.podOnNode(Pods.pod("p").editSpec().withNodeName("n1").endSpec().build());
        NodeSnapshot after = state.snapshot().nodes().get(before.slot());
        assertThat(after).isNotSameAs(before);
        assertThat(inventory.poolsOn(after)).isSameAs(inventory.poolsOn(before));
    }
}
