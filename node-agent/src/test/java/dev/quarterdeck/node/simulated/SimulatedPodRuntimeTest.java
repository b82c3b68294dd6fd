package dev.quarterdeck.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.PodRuntimeContract;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedPodRuntimeTest extends PodRuntimeContract {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SimulatedPodRuntime runtime = new SimulatedPodRuntime("node-1", Clock.systemUTC(), timer);
    private final SimulatedPodHost host = new SimulatedPodHost();

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

    @Test
    void guesses_what_commands_do() {
        assertThat(SimulatedCommand.of(List.of()).ends()).isEmpty();
        assertThat(SimulatedCommand.of(List.of("sh", "-c", "exit 4")))
                .isEqualTo(new SimulatedCommand(Optional.of(Duration.ZERO), 4, true));
        assertThat(SimulatedCommand.of(List.of("sleep", "5")).ends()).contains(Duration.ofSeconds(5));
        assertThat(SimulatedCommand.of(List.of("sh", "-c", "sleep 2; exit 1")))
                .isEqualTo(new SimulatedCommand(Optional.of(Duration.ofSeconds(2)), 1, false));
        assertThat(SimulatedCommand.of(List.of("/bin/false")).exitCode()).isEqualTo(1);
        assertThat(SimulatedCommand.of(List.of("nginx", "-g", "daemon off;")).ends())
                .isEmpty();
    }
}
