package dev.quarterdeck.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteTest {
    private static Suite parse(String yaml) {
        return Suite.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick", "table", "rounds", "long", "pods", "full"})
    void everySuiteCanBeRead(String name) {
        Suite suite = Suite.named(name);
        assertThat(suite.name()).isEqualTo(name);
        assertThat(suite.warmUp()).isNotEmpty();
        assertThat(suite.loads()).isNotEmpty();
    }

    @Test
    void sizesThatAreNotGivenAreTheGeneratorsOwn() {
        Load load = parse("name: t\nloads:\n- {id: a, workloads: [create, get], c: 500, limit-seconds: 30}")
                .loads()
                .getFirst();
        assertThat(load.flags())
                .containsExactly(
                        "--workload", "create,get", "--c", "500", "--timeout", "30s", "--request-timeout", "30s");
    }

    @Test
    void aLoadMayBeForSomeServersAndForOneRound() {
        Load load = parse("name: t\nloads:\n- {id: a, workloads: [create], once: 3, servers: [x]}")
                .loads()
                .getFirst();
        assertThat(load.concerns(3, 5, "x")).isTrue();
        assertThat(load.concerns(2, 5, "x")).isFalse();
        assertThat(load.concerns(3, 5, "y")).isFalse();
        assertThat(load.concerns(1, 2, "x")).as("the third of two is the first").isTrue();
        assertThat(load.concerns(2, 2, "x")).isFalse();
    }

    @Test
    void loadsHaveNamesOfTheirOwn() {
        assertThatThrownBy(
                        () -> parse("name: t\ncold:\n- {id: a, workloads: [get]}\nloads:\n- {id: a, workloads: [get]}"))
                .hasMessageContaining("are called a");
    }

    @Test
    void aWordThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> parse("name: t\nloads:\n- {id: a, workloads: [get], clients: 5}"))
                .hasMessageContaining("clients");
    }
}
