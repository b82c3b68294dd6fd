package dev.quarterdeck.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private final Names names = new Names("play-7", List.of("worker-1"), false);

    /** The second has only digits that a hash may have, as one of four minutes. */
    @ParameterizedTest
    @CsvSource({
        "Created job tick-29922513, Created job tick-<minute>",
        "Created job tick-29922564, Created job tick-<minute>",
        "Created pod: tick-29922564-x7k2p, Created pod: tick-<minute>-<random>",
        "Scaled up replica set web-29922564b9 to 1, Scaled up replica set web-<hash> to 1",
        "Scaled up replica set web-5d8c7b9f64 to 1, Scaled up replica set web-<hash> to 1",
        "Successfully assigned play-7/web-5d8c7b9f64-x7k2p to worker-1, Successfully assigned <ns>/web-<hash>-<random> to <node>",
        "pulled from 10.1.2.3 at 2026-01-02T03:04:05Z, pulled from <address> at <time>"
    })
    void whatAServerChoosesIsTakenOut(String text, String plain) {
        assertThat(names.plain(text)).isEqualTo(plain);
    }
}
