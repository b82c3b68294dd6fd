package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.jvm.ClusterJvm;
import dev.quarterdeck.launcher.up.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterProcessTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void aReadyProcessGoesOn() throws Exception {
        Process process = shell("echo PostgreSQL is up; printf '" + Progress.READY + "\\n'; exec sleep 60");
        try {
            assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), LONG, threads()))
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
        assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), LONG, threads()))
                .isEqualTo("no disk");
    }

    @Test
    void aProcessThatNeverBecomesReadyIsStopped() throws Exception {
        Process process = shell("exec sleep 60");
        assertThat(ClusterProcess.awaitReady(process, new PrintWriter(said), Duration.ofMillis(50), threads()))
                .startsWith("the cluster was not ready after 0 s");
        assertThat(process.waitFor()).isNotZero();
    }

    @Test
    void whatItWaitedForIsWritten() throws Exception {
        Process process = new ProcessBuilder(
                        "setsid",
                        "--wait",
                        ClusterJvm.java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Waits.class.getName())
                .start();
        assertThat(process.getInputStream().read()).isEqualTo('.');
        String failure = ClusterProcess.awaitReady(process, new PrintWriter(said), Duration.ofMillis(50), threads());
        assertThat(failure).contains("not ready after 0 s").contains(threads().toString());
        assertThat(threads()).content().contains("waits-for-what-never-comes");
    }

    @Test
    void whatAnEarlierOneWaitedForIsForgotten() throws Exception {
        Files.writeString(threads(), "long ago");
        Process process = shell("printf '" + Progress.FAILED + "no disk\\n'");
        ClusterProcess.awaitReady(process, new PrintWriter(said), LONG, threads());
        assertThat(threads()).doesNotExist();
    }

    /** A cluster that does not come up. */
    static final class Waits {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.ofVirtual()
                    .name("waits-for-what-never-comes")
                    .start(() -> {
                        System.out.print('.');
                        System.out.flush();
                        LockSupport.park();
                    })
                    .join();
        }
    }

    private Path threads() {
        return directory.resolve("threads.txt");
    }

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", script).start();
    }
}
