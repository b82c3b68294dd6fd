package dev.quarterdeck.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.launcher.story.Launcher;
import dev.quarterdeck.launcher.story.LauncherDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Starts that go wrong, are given up, or meet: nothing is left running, and nothing is lost. One cluster with a simulated node, which needs no root; real
 * PostgreSQL and Kafka.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StartAndStopIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static LauncherDirectory directory;
    private static Launcher launcher;

    @BeforeAll
    static void prepare() throws IOException {
        directory = LauncherDirectory.create("start");
        launcher = directory.launcher();
    }

    @AfterAll
    static void clean() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    private static void awaitLine(Process process, String words) throws IOException {
        // Not closed: the process goes on and must still find somebody who listens.
        BufferedReader reader = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.append(line).append('\n');
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("it ended without saying " + words + ":\n" + said);
    }

    private static void awaitNothingRuns() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.processes()).isEmpty());
    }

    @Test
    @Order(1)
    void aStartThatIsToldToEndLeavesNothingRunning() throws Exception {
        Process start = launcher.start(directory.up());
        awaitLine(start, "PostgreSQL is up");
        start.destroy();
        assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.processes()).isEmpty();
    }

    @Test
    @Order(2)
    void aStartThatIsKilledLeavesNothingRunning() throws Exception {
        Process start = launcher.start(directory.up());
        await().atMost(SOON).until(() -> launcher.processes().stream().anyMatch(p -> p.contains("ClusterMain")));
        start.destroyForcibly().waitFor();
        awaitNothingRuns();
    }

    @Test
    @Order(3)
    void inForegroundItEndsWhenToldToAndLeavesNothingRunning() throws Exception {
        Process foreground = launcher.start(directory.up("--foreground"));
        awaitLine(foreground, "The cluster is up");
        assertThat(launcher.run("status")).contains("state     ready").contains("pid       " + foreground.pid());
        foreground.destroy();
        assertThat(foreground.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.processes()).isEmpty();
        assertThat(launcher.attempt("status").output()).contains("state     down");
    }

    @Test
    @Order(4)
    void ofTwoThatStartAtOnceOneDoesAndTheOtherSaysSo() {
        List<Launcher.Result> results = Stream.of(launcher.start(directory.up()), launcher.start(directory.up()))
                .map(process -> CompletableFuture.supplyAsync(() -> Launcher.end(process)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(results)
                .as(results.toString())
                .anyMatch(r -> r.code() == 0 && r.output().contains("The cluster is up"));
        assertThat(results)
                .as(results.toString())
                .anyMatch(r -> r.code() == 1
                        && r.output()
                                        .lines()
                                        .filter(l -> l.startsWith("quarterdeck: "))
                                        .count()
                                == 1);
        assertThat(launcher.processes().stream().filter(p -> p.contains("ClusterMain")))
                .hasSize(1);
        assertThat(launcher.run("up")).contains("already up: https://127.0.0.1:" + directory.port());
        assertThat(launcher.run("status", "-o", "json")).contains("\"node-1\" : \"Ready\"");
        launcher.kubectl().run("create", "configmap", "kept", "--from-literal=a=b");
    }

    @Test
    @Order(5)
    void sqlAnswersWhatKubectlShows() {
        assertThat(launcher.run("sql", "SELECT namespace, name FROM kube.configmaps WHERE name = 'kept'")
                        .lines())
                .containsExactly("NAMESPACE   NAME", "default     kept");
        assertThat(launcher.run(
                                "sql",
                                "-o",
                                "json",
                                "SELECT object -> 'data' AS data FROM kube.configmaps WHERE name = 'kept'")
                        .strip())
                .isEqualTo("{\"data\":{\"a\":\"b\"}}");
        Launcher.Result denied = launcher.attempt("sql", "SELECT * FROM objects");
        assertThat(denied.code()).isEqualTo(1);
        assertThat(denied.output()).startsWith("quarterdeck: PostgreSQL says: ").contains("permission denied");
    }

    @Test
    @Order(6)
    void simulatedHostsTakeNoImages() throws IOException {
        Path image = Files.writeString(directory.root().resolve("image.tar"), "");
        Launcher.Result result = launcher.attempt("image", "import", image.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("simulated hosts have no images");
        assertThat(launcher.run("down")).contains("stopped");
        assertThat(launcher.run("down")).contains("not running");
        assertThat(launcher.attempt("sql", "SELECT 1").output()).contains("is not running");
        assertThat(launcher.processes()).isEmpty();
    }

    @Test
    @Order(7)
    void thePostgresqlOfAnotherVersionIsNamedAndKept() throws IOException {
        Path version = launcher.data().resolve("postgres/data/PG_VERSION");
        String own = Files.readString(version);
        Files.writeString(version, "16\n");
        Launcher.Result result = launcher.attempt(directory.up());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("made by PostgreSQL 16").contains("nothing was changed");
        assertThat(launcher.processes()).isEmpty();
        assertThat(version).hasContent("16");
        Files.writeString(version, own);
    }

    @Test
    @Order(8)
    void aPortThatIsTakenStopsNoData() throws IOException {
        try (ServerSocket taken =
                new ServerSocket(Integer.parseInt(directory.port()), 1, InetAddress.getLoopbackAddress())) {
            Launcher.Result result = launcher.attempt("up");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .contains("port " + taken.getLocalPort() + " is in use")
                    .contains("--port");
        }
        assertThat(launcher.processes()).isEmpty();
        launcher.run("up");
        assertThat(launcher.kubectl().run("get", "configmap", "kept", "-o", "jsonpath={.data.a}"))
                .isEqualTo("b");
    }

    @Test
    @Order(9)
    void theApiAloneServesWhatIsThereAndNobodyActsOnIt() {
        launcher.run("down");
        assertThat(launcher.run("up", "--runtime", "api"))
                .contains("The cluster is up")
                .doesNotContain("create deployment");
        assertThat(launcher.run("status")).contains("gateway-service").doesNotContain("scheduler-service");
        assertThat(launcher.kubectl().run("get", "configmap", "kept", "-o", "jsonpath={.data.a}"))
                .isEqualTo("b");
        launcher.kubectl().run("run", "waiting", "--image=nginx");
        launcher.kubectl().run("create", "deployment", "web", "--image=nginx");
        assertThat(launcher.kubectl().run("get", "pod", "waiting", "-o", "jsonpath={.spec.nodeName}{.status}"))
                .isEqualTo("{\"phase\":\"Pending\",\"qosClass\":\"BestEffort\"}");
        assertThat(launcher.kubectl().run("get", "replicasets", "-o", "name")).isEmpty();
    }

    @Test
    @Order(10)
    void resetDeletesWhatIsTheClustersAndNothingElse() throws IOException {
        Path other = Files.writeString(launcher.data().resolve("notes"), "mine");
        Launcher.Result asked = launcher.attempt("reset");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.output()).contains("--yes");
        assertThat(launcher.run("status")).contains("ready");
        launcher.run("reset", "--yes");
        assertThat(launcher.processes()).isEmpty();
        try (Stream<Path> left = Files.list(launcher.data())) {
            assertThat(left).containsExactly(other);
        }
        assertThat(Files.readString(directory.root().resolve("home/kubeconfig")))
                .doesNotContain("name: quarterdeck");
    }
}
