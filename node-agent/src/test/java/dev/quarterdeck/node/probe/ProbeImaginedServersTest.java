package dev.quarterdeck.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.simulated.SimulatedPodRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GRPCActionBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.TCPSocketActionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods that are only imagined become ready all the same. */
class ProbeImaginedServersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String NOBODY = "127.0.0.1";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HandlerRunner runner = new HandlerRunner(new SimulatedPodRuntime("node-1", Clock.systemUTC(), timer));

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void theirServersAnswerEveryProbe() {
        IntOrString port = new IntOrString(1);
        assertThat(runner.http(
                                new HTTPGetActionBuilder()
                                        .withPort(port)
                                        .withScheme("HTTPS")
                                        .build(),
                                new Container(),
                                NOBODY,
                                TIMEOUT)
                        .success())
                .isTrue();
        assertThat(runner.tcp(new TCPSocketActionBuilder().withPort(port).build(), new Container(), NOBODY, TIMEOUT)
                        .success())
                .isTrue();
        assertThat(runner.grpc(new GRPCActionBuilder().withPort(1).build(), NOBODY, TIMEOUT)
                        .success())
                .isTrue();
    }
}
