package dev.quarterdeck.controller.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlPlannerTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "100, 0, 0",
        "101, 0, 15",
        "500, 15, 15",
        "501, 15, 30",
        "1001, 30, 60",
        "2001, 60, 300",
        "5000, 0, 300",
        "1800, 300, 300",
        "1799, 300, 60",
        "900, 60, 60",
        "899, 60, 30",
        "450, 30, 30",
        "449, 30, 15",
        "90, 15, 15",
        "89, 15, 0",
        "0, 300, 0"
    })
    void stepsOverlap(int nodes, int before, int seconds) {
        assertThat(TtlPlanner.seconds(nodes, before)).isEqualTo(seconds);
    }
}
