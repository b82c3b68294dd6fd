package dev.quarterdeck.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAgentTest {
    @ParameterizedTest
    @CsvSource({
        "10000,0,10000",
        "9999,0,9750",
        "9400,100,9400",
        "9400,101,9399",
        "500,1763750000001,499",
        "500,1763750000249,251"
    })
    void beatsOfSimulatedNodesFallOnTicksAndNeverLater(long delay, long now, long expected) {
        assertThat(NodeAgent.toTick(Duration.ofMillis(delay), now)).isEqualTo(Duration.ofMillis(expected));
    }
}
