package dev.quarterdeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.run.ChaosCommand;
import dev.quarterdeck.chaos.run.ChaosReport;
import dev.quarterdeck.chaos.run.ChaosSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Each kind of fault once, about two minutes, with clients at work; {@code -Dquarterdeck.chaos.duration=2H} goes on for two hours, and {@code ChaosSettings} has
 * more to set. A run logs its seed; the same seed does the same faults.
 */
class ChaosIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void clientsAreToldTheTruthWhateverBreaks() throws Exception {
        requireRealHost();
        ChaosReport report = ChaosCommand.run(ROOT, ChaosSettings.fromSystemProperties());
        System.out.println(report);
        assertThat(report.violations()).isEmpty();
        assertThat(report.changes()).as("changes that clients made meanwhile").isGreaterThan(100);
    }

    private static void requireRealHost() {
        boolean able = "root".equals(System.getProperty("user.name"))
                && Stream.of("ip", "nft", "unshare").allMatch(ChaosIT::exists)
                && ChaosCluster.canSetClocks();
        boolean built = List.of("state-service", "gateway-service").stream()
                .allMatch(module -> Files.exists(ChaosCluster.applicationJar(ROOT, module)));
        if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            assertThat(able).as("root, iproute2, nftables and libfaketime").isTrue();
            assertThat(built).as("applications, made by `mvn package`").isTrue();
        }
        Assumptions.assumeTrue(able, "needs root, iproute2, nftables and libfaketime");
        Assumptions.assumeTrue(built, "needs the applications, made by `mvn package`");
    }

    private static boolean exists(String program) {
        return Stream.of("/bin", "/sbin", "/usr/bin", "/usr/sbin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
