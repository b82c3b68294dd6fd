package dev.quarterdeck.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.launcher.data.ClusterSettings.Runtime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterNetworkTest {

    private static ClusterNetwork choose(@Nullable String services, @Nullable String pods) {
        return ClusterNetwork.choose(null, services, pods, 3, Runtime.SIMULATED);
    }

    @Test
    void nobodyWhoAsksForNothingGetsIpv6() {
        ClusterNetwork network = choose(null, null);
        assertThat(network).isEqualTo(ClusterNetwork.DEFAULT);
        assertThat(network.serviceCidr()).isEqualTo("10.96.0.0/16");
        assertThat(network.podRanges(200)).containsExactly("10.244.0.0/16");
        assertThat(network.podRanges(201)).containsExactly("10.128.0.0/9");
        assertThat(network.apiAddress()).isEqualTo("10.96.0.1");
        assertThat(network.dnsAddress()).isEqualTo("10.96.0.10");
        assertThat(network.podFamilies()).containsExactly("IPv4");
    }

    @Test
    void podsHaveTheFamiliesOfServicesInTheirOrder() {
        ClusterNetwork network = choose("fd00:10:96::/112, 10.96.0.0/16", null);
        assertThat(network.serviceCidr()).isEqualTo("fd00:10:96::/112,10.96.0.0/16");
        assertThat(network.podRanges(3)).containsExactly("fd00:10:244::/48", "10.244.0.0/16");
        assertThat(network.apiAddress()).isEqualTo("fd00:10:96::1");
        assertThat(network.dnsAddress()).isEqualTo("fd00:10:96::a");
    }

    @Test
    void podsMayHaveAFamilyMoreThanServices() {
        assertThat(choose(null, "10.1.0.0/16,fd01::/48").podFamilies()).containsExactly("IPv4", "IPv6");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            10.96.0.0 | - | --service-cidr: not a range of addresses, as 10.96.0.0/16 and fd00:10:96::/112 are: 10.96.0.0
            10.96.0.0/16,10.97.0.0/16 | - | --service-cidr: two ranges must be one of IPv4 and one of IPv6: 10.96.0.0/16,10.97.0.0/16
            fd00::/48 | - | --service-cidr: the prefix of a range of IPv6 addresses for services has 64 to 126 bits, not 48: fd00::/48
            10.96.0.0/29 | - | --service-cidr: 10.96.0.0/29 is too small: cluster DNS has the tenth address
            - | 10.1.0.0/33 | --pod-cidr: 10.1.0.0/33 must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
            - | 10.1.0.5/16 | --pod-cidr: 10.1.0.5/16 must not have bits set beyond the prefix length
            - | 10.1.0.0/25 | --pod-cidr: 10.1.0.0/25 must have a prefix of 8 to 24 bits: each node has a range of /24
            - | fd01::/32 | --pod-cidr: fd01::/32 must have a prefix of 40 to 64 bits: each node has a range of /64
            - | 10.1.0.0/16,10.2.0.0/16 | --pod-cidr: at most one range of IPv4 and one of IPv6, not 10.1.0.0/16,10.2.0.0/16
            - | 10.1.0.0/23 | --pod-cidr: 10.1.0.0/23 has ranges for 2 nodes, not for 3
            10.96.0.0/16,fd00::/112 | 10.1.0.0/16 | --service-cidr has a range of IPv6 and --pod-cidr has none: no service would ever have an endpoint there
            10.244.9.0/24 | - | the ranges 10.244.9.0/24 and 10.244.0.0/16 overlap: those of services, pods and hosts (10.89.0.0/24, fd00:89::/64) must be apart; see --service-cidr and --pod-cidr
            - | 10.0.0.0/8 | the ranges 10.96.0.0/16 and 10.0.0.0/8 overlap: those of services, pods and hosts (10.89.0.0/24, fd00:89::/64) must be apart; see --service-cidr and --pod-cidr
            """)
    void rangesThatCannotWorkAreRefused(@Nullable String services, @Nullable String pods, String message) {
        assertThatThrownBy(() -> choose(services, pods))
                .isInstanceOf(LauncherException.class)
                .hasMessage(message);
    }

    @Test
    void hostsWithContainersHaveIpv4Alone() {
        assertThatThrownBy(() -> ClusterNetwork.choose(null, "10.96.0.0/16,fd00::/112", null, 1, Runtime.CONTAINERD))
                .hasMessage("hosts with containers have IPv4 alone: IPv6 ranges need --runtime simulated");
        assertThat(ClusterNetwork.choose(null, "10.97.0.0/16", "10.1.0.0/16", 1, Runtime.CONTAINERD)
                        .dnsAddress())
                .isEqualTo("10.97.0.10");
    }

    private static ClusterSettings stored(ClusterNetwork network) {
        return ClusterSettings.fresh(3, Runtime.SIMULATED, 6443).with(network);
    }

    @Test
    void aClusterKeepsItsRangesAndMayGetSecondOnes() {
        ClusterSettings stored = stored(ClusterNetwork.DEFAULT);
        assertThat(ClusterNetwork.choose(stored, null, null, 3, Runtime.SIMULATED))
                .isEqualTo(ClusterNetwork.DEFAULT);
        ClusterNetwork dual = ClusterNetwork.choose(
                stored, "10.96.0.0/16,fd00:10:96::/112", "10.244.0.0/16,fd00:10:244::/48", 3, Runtime.SIMULATED);
        assertThat(dual.podFamilies()).containsExactly("IPv4", "IPv6");
        assertThat(ClusterNetwork.choose(stored(dual), null, null, 3, Runtime.SIMULATED))
                .isEqualTo(dual);
        assertThatThrownBy(() -> ClusterNetwork.choose(stored(dual), "10.96.0.0/16", null, 3, Runtime.SIMULATED))
                .hasMessage(
                        "--service-cidr of a cluster that is there cannot change, but for a second range of the other"
                                + " family: it has 10.96.0.0/16,fd00:10:96::/112. Nothing was changed");
        assertThatThrownBy(() -> ClusterNetwork.choose(stored, null, "10.1.0.0/16", 3, Runtime.SIMULATED))
                .hasMessageStartingWith("--pod-cidr of a cluster that is there cannot change")
                .hasMessageContaining("it has 10.244.0.0/16");
    }

    @Test
    void theFileOfAClusterKeepsThem(@TempDir Path directory) throws IOException {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        data.prepare();
        ClusterSettings dual = stored(choose("10.96.0.0/16,fd00:10:96::/112", null));
        dual.write(data);
        assertThat(ClusterSettings.read(data)).contains(dual);
        String before = Files.readString(data.settings()).replaceAll("(?s),\\s*\"network\"\\s*:\\s*\\{[^}]*}", "");
        assertThat(before).doesNotContain("network");
        Files.writeString(data.settings(), before);
        assertThat(ClusterSettings.read(data).orElseThrow().network()).isEqualTo(ClusterNetwork.DEFAULT);
    }
}
