package dev.quarterdeck.state.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.96.0.0/16, 10.96.0.0/16, 65534, 10.96.0.1, 10.96.255.254",
        "10.96.7.9/16, 10.96.0.0/16, 65534, 10.96.0.1, 10.96.255.254",
        "10.0.0.0/8, 10.0.0.0/8, 16777214, 10.0.0.1, 10.255.255.254",
        "10.96.0.0/30, 10.96.0.0/30, 2, 10.96.0.1, 10.96.0.2",
        "fd00:10:96::/112, fd00:10:96::/112, 65535, fd00:10:96::1, fd00:10:96::ffff",
        "FD00:10:96:0::5/112, fd00:10:96::/112, 65535, fd00:10:96::1, fd00:10:96::ffff",
        "fd00::/126, fd00::/126, 3, fd00::1, fd00::3",
        "fd00::/64, fd00::/64, 9223372036854775807, fd00::1, fd00::7fff:ffff:ffff:ffff"
    })
    void hasAddresses(String cidr, String shown, long size, String first, String last) {
        AddressRange range = AddressRange.parse(cidr);
        assertThat(range).hasToString(shown);
        assertThat(range.size()).isEqualTo(size);
        assertThat(range.at(0)).isEqualTo(first);
        assertThat(range.at(size - 1)).isEqualTo(last);
        assertThat(range.contains(first)).isTrue();
        assertThat(range.contains(last)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.96.0.0/16, 10.96.0.0, false",
        "10.96.0.0/16, 10.96.255.255, false",
        "10.96.0.0/16, 10.97.0.1, false",
        "10.96.0.0/16, fd00::1, false",
        "10.96.0.0/16, ::ffff:10.96.0.1, false",
        "fd00::/64, fd00::, false",
        "fd00::/64, fd00::ffff:ffff:ffff:ffff, true",
        "fd00::/64, fd00:0:0:1::, false",
        "fd00::/112, FD00:0::0001, true",
        "fd00::/112, fd00::1:1, false",
        "fd00::/112, 10.96.0.1, false",
        "fd00::/112, None, false"
    })
    void knowsItsAddresses(String cidr, String address, boolean contained) {
        assertThat(AddressRange.parse(cidr).contains(address)).isEqualTo(contained);
    }

    @Test
    void twoRangesAreOfBothFamilies() {
        assertThat(AddressRange.parseAll("fd00::/112, 10.96.0.0/16"))
                .extracting(AddressRange::family)
                .containsExactly("IPv6", "IPv4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.96.0.0 | not a range of addresses, as 10.96.0.0/16 and fd00:10:96::/112 are: 10.96.0.0
            10.0.0.0/7 | the prefix of a range of IPv4 addresses for services has 8 to 30 bits, not 7: 10.0.0.0/7
            fd00::/63 | the prefix of a range of IPv6 addresses for services has 64 to 126 bits, not 63: fd00::/63
            10.96.0.0/16,x | not a range of addresses, as 10.96.0.0/16 and fd00:10:96::/112 are: x
            10.96.0.0/16,10.97.0.0/16 | two ranges must be one of IPv4 and one of IPv6: 10.96.0.0/16,10.97.0.0/16
            10.96.0.0/16,fd00::/112,fd01::/112 | more than two ranges: 10.96.0.0/16,fd00::/112,fd01::/112
            """)
    void refusesWhatServicesCannotUse(String cidrs, String message) {
        assertThatThrownBy(() -> AddressRange.parseAll(cidrs)).hasMessage(message);
    }
}
