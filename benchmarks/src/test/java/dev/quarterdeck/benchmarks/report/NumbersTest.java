package dev.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0.0123, 0.012", "0.5, 0.50", "9.994, 9.99", "12.34, 12.3", "99.96, 100", "1234.5, 1_235"})
    void threeDigitsCount(double value, String text) {
        assertThat(Numbers.of(value)).isEqualTo(text.replace('_', '\u00a0'));
    }
}
