package dev.quarterdeck.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPackagesTest {

    @Test
    void namesThePackagesOfWhatIsMissing() {
        assertThat(new HostPackages(p -> false, s -> {}).missing())
                .contains("containerd", "runc", "containernetworking-plugins", "nftables", "conntrack");
    }

    @Test
    void takesProgramsWhereverDistributionsPutThem() {
        Set<Path> present = Set.of(Path.of("/usr/local/bin/containerd"), Path.of("/opt/cni/bin/bridge"));
        assertThat(new HostPackages(present::contains, s -> {}).missing())
                .doesNotContain("containerd", "containernetworking-plugins")
                .contains("runc");
    }
}
