package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.SimulatedFleet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Simulated nodes of Quarterdeck's node-agent, joined to a cluster that need not be one of Quarterdeck. */
public final class PlayedNodes implements AutoCloseable {
    private final SimulatedFleet fleet;

    private PlayedNodes(SimulatedFleet fleet) {
        this.fleet = fleet;
    }

    public static PlayedNodes join(ClusterApi cluster, int count) {
        List<NodeAgentSettings> settings = IntStream.rangeClosed(1, count)
                .mapToObj(i -> NodeAgentSettings.simulated("node-" + i, "127.0.0.1", Path.of("none"), null))
                .toList();
        SimulatedFleet fleet = new SimulatedFleet(settings, cluster.objects(), new SimpleMeterRegistry());
        fleet.start();
        return new PlayedNodes(fleet);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
