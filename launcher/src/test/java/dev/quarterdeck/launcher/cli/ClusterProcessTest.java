package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.up.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterProcessTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final StringWriter said = new StringWriter();

    @Test
    void aReadyProcessGoesOn() throws Exception {
        Process process = shell("echo PostgreSQL is up; printf '" + Progress.READY + "\\n'; exec sleep 60");
        try {
            assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), LONG))
                    .isNull();
            assertThat(said.toString()).contains("PostgreSQL is up");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aFailureIsTold() throws Exception {
        Process process = shell("printf '" + Progress.FAILED + "no disk\\n'");
        assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), LONG))
                .isEqualTo("no disk");
    }

    @Test
    void aProcessThatNeverBecomesReadyIsStopped() throws Exception {
        Process process = shell("exec sleep 60");
        assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), Duration.ofMillis(50)))
                .startsWith("the cluster was not ready after 0 s");
        assertThat(process.waitFor()).isNotZero();
    }

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", script).start();
    }
}
