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
                .mapToObj(i -> settings("node-" + i))
                .toList();
        SimulatedFleet fleet = new SimulatedFleet(settings, cluster.objects(), new SimpleMeterRegistry());
        fleet.start();
        return new PlayedNodes(fleet);
    }

    private static NodeAgentSettings settings(String name) {
        Path none = Path.of("none");
        return new NodeAgentSettings(
                name,
                "127.0.0.1",
                NodeAgentSettings.Runtime.SIMULATED,
                none,
                none,
                none,
                "",
                "qd0",
                0,
                "/kubepods",
                110,
                List.of("10.96.0.10"),
                "cluster.local",
                0,
                null,
                null,
                null,
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        fleet.close();
    }
}
