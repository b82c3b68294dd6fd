package dev.quarterdeck.benchmarks.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leading scheduler and the leading controllers are killed while pods are made and rolled; about a minute, with the applications that are built. */
class FailoverIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int REPLICAS = 20;

    @Test
    void othersTakeOverAndNothingIsDoneTwice(@TempDir Path directory) throws Exception {
        boolean built = Files.exists(ROOT.resolve("launcher/target/quarterdeck-0.1.0.jar"))
                && Stream.of("state-service", "gateway-service", "scheduler-service", "controller-service")
                        .allMatch(m -> Files.exists(ROOT.resolve(m + "/target/" + m + "-0.1.0-app.jar")));
        String needs = "needs the applications, made by `mvn package`";
        if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            assertThat(built).as(needs).isTrue();
        }
        Assumptions.assumeTrue(built, needs);
        FailoverReport report = new FailoverRun(ROOT, directory, InstantSource.system(), 10, 3, REPLICAS).run();
        assertThat(report.violations()).isEmpty();
        assertThat(report.mostPods()).as("pods of one ReplicaSet at once").isEqualTo(REPLICAS);
        // six Deployments, and the first one's pods a second time
        assertThat(report.podsMade()).isEqualTo(7 * REPLICAS);
        // others hear of each renewal, and look at the moment it has run out; were they deaf, they would be two seconds
        // later
        assertThat(report.takeover().values())
                .allSatisfy(after -> assertThat(after).isBetween(Duration.ZERO, Duration.ofSeconds(3)));
    }
}
