package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.PodRuntimeContract;
import dev.quarterdeck.node.testing.FakeObjects;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SimulatedPodRuntimeTest extends PodRuntimeContract {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SimulatedPodRuntime runtime = new SimulatedPodRuntime("node-1", Clock.systemUTC(), timer);
    private final SimulatedPodHost host = new SimulatedPodHost(new FakeObjects());

    @BeforeEach
    void network() {
        runtime.podNetwork(List.of("10.244.1.0/24"));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Override
    protected PodRuntime runtime() {
        return runtime;
    }

    @Override
    protected PodHost host() {
        return host;
    }
}
