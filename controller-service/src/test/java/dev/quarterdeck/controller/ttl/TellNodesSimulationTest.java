package dev.quarterdeck.controller.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TellNodesSimulationTest {

    @Test
    void eachNodeIsToldOnceAndAgainWhereItWasEdited() {
        SimulatedCluster cluster =
                new SimulatedCluster(1).run(TtlController::create).nodes(3).converge();
        for (Node node : cluster.get(() -> cluster.api.list(Node.class, ""))) {
            assertThat(node.getMetadata().getAnnotations()).containsEntry("node.alpha.kubernetes.io/ttl", "0");
        }
        cluster.quietly(() -> cluster.api.update(new NodeBuilder(cluster.node("n1"))
                        .editMetadata()
                        .withAnnotations(Map.of("node.alpha.kubernetes.io/ttl", "7"))
                        .endMetadata()
                        .build()))
                .converge();
        assertThat(cluster.node("n1").getMetadata().getAnnotations())
                .containsEntry("node.alpha.kubernetes.io/ttl", "0");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes().stream().filter(w -> w.contains("/nodes")))
                .isEmpty();
    }
}
