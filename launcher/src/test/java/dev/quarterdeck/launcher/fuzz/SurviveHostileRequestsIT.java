package dev.quarterdeck.launcher.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.story.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cluster with a simulated node under requests that nobody should send. The seed and the number of requests are those of {@code quarterdeck.fuzz.seed} and
 * {@code quarterdeck.fuzz.requests}.
 */
class SurviveHostileRequestsIT {

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyRequestIsAnsweredAndNothingGrows() throws Exception {
        Path directory = Files.createTempDirectory("quarterdeck-fuzz");
        Path home = Files.createDirectory(directory.resolve("home"));
        Launcher launcher = new Launcher(directory.resolve("data"), home);
        try {
            String port = Integer.toString(FreePorts.find(1).getFirst());
            launcher.run("up", "--runtime", "simulated", "--port", port);
            long seed = Long.getLong("quarterdeck.fuzz.seed", 1);
            HttpFuzz.Report report = new HttpFuzz(AdminConnection.of(home.resolve("kubeconfig")))
                    .run(seed, Integer.getInteger("quarterdeck.fuzz.requests", 3_000));
            assertThat(report.wrong())
                    .as("seed %d, codes %s", seed, report.codes())
                    .isEmpty();
            assertThat(report.threadsAfter()).as("threads").isLessThan(report.threadsBefore() + 50);
        } finally {
            launcher.attempt("reset", "--yes");
            EmbeddedDirectories.delete(directory);
        }
    }
}
