package dev.quarterdeck.kube.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0.5, 500m",
        ".5, 500m",
        "100m, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "512Mi, 512Mi",
        "1000Ki, 1000Ki",
        "1025Ki, 1025Ki",
        "1000, 1k",
        "1000000, 1M",
        "1500, 1500",
        "12e6, 12e6",
        "1E6, 1E6",
        "1000e0, 1e3",
        "1e3, 1e3",
        "0.1n, 1n",
        "1.0000000001, 1000000001n",
        "0.5Ki, 512",
        "0.0005Ki, 512m",
        "100Ei, 9223372036854775807",
        "1.001, 1.001",
        "-5, -5",
        "-0.5, -500m",
        "1.5, 1500m",
        "10k, 10k",
        "0Mi, 0",
        "5G, 5G",
        "2000M, 2G",
        "00.10, 100m",
    })
    void writesTheCanonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 Gi", "1iG", "1GiB", "one", "1e", "--1", "1,5", "0x10", "1e5m"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .isInstanceOf(QuantityFormatException.class)
                .hasMessageMatching(
                        "quantities must match the regular expression .*|unable to parse quantity's suffix");
        assertThat(Quantity.isValid(text)).isFalse();
    }

    @Test
    void comparesAmountsAndNotTexts() {
        assertThat(Quantity.parse("1Gi")).isEqualTo(Quantity.parse("1024Mi")).isGreaterThan(Quantity.parse("1G"));
        assertThat(Quantity.parse("1Gi")).hasSameHashCodeAs(Quantity.parse("1073741824"));
    }

    @Test
    void addsExactlyInTheNotationOfTheFirst() {
        assertThat(Quantity.parse("1Gi").plus(Quantity.parse("512Mi"))).hasToString("1536Mi");
        assertThat(Quantity.ZERO.plus(Quantity.parse("512Mi"))).hasToString("512Mi");
        assertThat(Quantity.parse("1").minus(Quantity.parse("250m"))).hasToString("750m");
        assertThat(Quantity.parse("250m").times(4)).hasToString("1");
        assertThat(Quantity.parse("1").negated()).hasToString("-1");
    }

    @Test
    void roundsAwayFromZero() {
        assertThat(Quantity.parse("100m").value()).isEqualTo(1);
        assertThat(Quantity.parse("-100m").value()).isEqualTo(-1);
        assertThat(Quantity.parse("1u").milliValue()).isEqualTo(1);
        assertThat(Quantity.parse("1u").roundedToMilli()).hasToString("1m");
        assertThat(Quantity.parse("1e40").value()).isEqualTo(Long.MAX_VALUE);
        assertThat(Quantity.parse("1500m").isWhole()).isFalse();
        assertThat(Quantity.parse("2000m").isWhole()).isTrue();
    }
}
