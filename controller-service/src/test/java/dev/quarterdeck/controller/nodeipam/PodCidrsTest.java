package dev.quarterdeck.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodCidrsTest {

    @Test
    void theSearchGoesOnWhereTheLastOneEnded() {
        PodCidrs cidrs = PodCidrs.of("10.244.0.0/16", 24);
        assertThat(cidrs.free(Set.of(), 0)).hasValue(0);
        assertThat(cidrs.part(0)).isEqualTo("10.244.0.0/24");
        assertThat(cidrs.free(Set.of("10.244.0.0/24", "10.244.1.0/24"), 0)).hasValue(2);
        assertThat(cidrs.free(Set.of("10.244.0.0/24"), 7)).hasValue(7);
        assertThat(PodCidrs.of("10.244.0.0/22", 24).free(Set.of("10.244.3.0/24"), 3))
                .hasValue(0);
        assertThat(PodCidrs.of("fd00:10::/48", 64).part(1)).isEqualTo("fd00:10:0:1::/64");
    }

    @Test
    void aRangeStartsWhereItsPrefixEnds() {
        assertThat(PodCidrs.of("10.244.7.9/16", 24).part(0)).isEqualTo("10.244.0.0/24");
        assertThat(PodCidrs.of("FD00:10:0:7::1/48", 64).part(0x10)).isEqualTo("fd00:10:0:10::/64");
    }

    @Test
    void eachFamilyHasItsOwnPrefix() {
        assertThat(PodCidrs.all("10.244.0.0/16,fd00:10::/48", 24, 64))
                .extracting(c -> c.part(3))
                .containsExactly("10.244.3.0/24", "fd00:10:0:3::/64");
        assertThatThrownBy(() -> PodCidrs.all("10.244.0.0/16,10.245.0.0/16", 24, 64))
                .hasMessage("not one range, nor two of both families: 10.244.0.0/16,10.245.0.0/16");
    }

    @Test
    void whenAllAreGivenThereIsNone() {
        assertThat(PodCidrs.of("10.244.0.0/23", 24).free(Set.of("10.244.0.0/24", "10.244.1.0/24"), 1))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.244.0.0/26, 24",
        "nonsense, 24",
        "10.244.0.0, 24",
        "10.0.0.0/4, 30",
        "fd00::/32, 64",
        "10.244.0.0/16, 33"
    })
    void rangesThatCannotWorkAreRefused(String cidr, int mask) {
        assertThatThrownBy(() -> PodCidrs.of(cidr, mask)).isInstanceOf(IllegalArgumentException.class);
    }
}
