package dev.quarterdeck.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.launcher.story.Kubectl;
import dev.quarterdeck.launcher.story.Launcher;
import dev.quarterdeck.launcher.story.LauncherDirectory;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A backup of a cluster in use, and the way back to a moment after it, with an informer that stays open all along. One cluster with a simulated node; real
 * PostgreSQL and Kafka. The steps follow one another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RestoreClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static LauncherDirectory directory;
    private static Launcher launcher;
    private static Kubectl kubectl;
    private static KubernetesClient client;
    private static SharedIndexInformer<ConfigMap> informer;

    private static Instant moment;
    private static long keptAt;
    private static long betweenAt;
    private static long lostAt;

    @BeforeAll
    static void prepare() throws IOException {
        directory = LauncherDirectory.create("restore");
        launcher = directory.launcher();
        kubectl = launcher.kubectl();
    }

    @AfterAll
    static void clean() throws IOException {
        if (client != null) {
            client.close();
        }
        if (directory != null) {
            directory.close();
        }
    }

    private static void killWhenItSays(String words, String... command) throws Exception {
        Process process = launcher.start(command);
        BufferedReader reader = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.append(line).append('\n');
            if (line.contains(words)) {
                process.destroyForcibly().waitFor();
                return;
            }
        }
        throw new AssertionError("it ended without saying " + words + ":\n" + said);
    }

    private static long revisionOf(String name) {
        return Long.parseLong(kubectl.run("get", "configmap", name, "-o", "jsonpath={.metadata.resourceVersion}"));
    }

    private static String valueOf(String name) {
        return kubectl.run("get", "configmap", name, "-o", "jsonpath={.data.a}");
    }

    /** Name to value, as the informer has it. */
    private static TreeMap<String, String> informed() {
        TreeMap<String, String> all = new TreeMap<>();
        for (ConfigMap map : informer.getStore().list()) {
            if (map.getData() != null && map.getData().containsKey("a")) {
                all.put(map.getMetadata().getName(), map.getData().get("a"));
            }
        }
        return all;
    }

    @Test
    @Order(1)
    void aBackupThatIsKilledIsNone() throws Exception {
        launcher.run(directory.up());
        Path pki = launcher.data().resolve("pki");
        client = KubernetesClients.create(
                ApiSettings.of(
                        URI.create("https://127.0.0.1:" + directory.port()),
                        pki.resolve("ca.crt"),
                        pki.resolve("admin.crt"),
                        pki.resolve("admin.key")),
                "restore-test");
        informer = client.configMaps().inNamespace("default").inform();
        kubectl.run("create", "configmap", "kept", "--from-literal=a=1");
        keptAt = revisionOf("kept");
        killWhenItSays("copying the store", "backup");
        assertThat(launcher.run("backup", "--list")).contains("no backups");
    }

    @Test
    @Order(2)
    void aBackupIsTakenWhileTheClusterIsInUse() throws IOException {
        assertThat(launcher.run("backup")).contains("backup 2").contains("to revision");
        assertThat(launcher.run("backup", "--verify")).contains("whole").doesNotContain("NOT");
        assertThat(launcher.run("status")).contains("archive   " + launcher.data() + "/backups/wal: up to 20");
        Path backups = launcher.data().resolve("backups");
        try (var files = Files.walk(backups)) {
            List<Path> keys =
                    files.filter(f -> f.toString().endsWith("pki/ca.key")).toList();
            assertThat(keys).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.getFirst())))
                    .isEqualTo("rw-------");
        }
        try (var left = Files.newDirectoryStream(backups, ".partial-*")) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    @Order(3)
    void clientsSeeWhatComesAfter() throws Exception {
        kubectl.run("create", "configmap", "between", "--from-literal=a=1");
        betweenAt = revisionOf("between");
        moment = Instant.now();
        // what follows is of a later moment, by any clock with milliseconds
        await().until(() -> Duration.between(moment, Instant.now()).toMillis() > 50);
        kubectl.run("create", "configmap", "lost", "--from-literal=a=1");
        kubectl.run("patch", "configmap", "kept", "-p", "{\"data\":{\"a\":\"2\"}}");
        kubectl.run("delete", "configmap", "between");
        lostAt = revisionOf("kept");
        await().atMost(SOON).untilAsserted(() -> assertThat(informed())
                .containsEntry("kept", "2")
                .containsEntry("lost", "1")
                .doesNotContainKey("between"));
    }

    @Test
    @Order(4)
    void aRestoreAsksBeforeItReplacesAndLeavesAClusterThatIsUpAlone() {
        Launcher.Result running = launcher.attempt("restore", "--replace");
        assertThat(running.code()).isEqualTo(1);
        assertThat(running.output()).contains("is running").contains("Nothing was changed");
        launcher.run("down");
        Launcher.Result asked = launcher.attempt("restore");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.output()).contains("--replace").contains("Nothing was changed");
        Launcher.Result early = launcher.attempt("restore", "--replace", "--to-time", "2020-01-01T00:00:00Z");
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.output()).contains("before the oldest backup");
        Launcher.Result late = launcher.attempt(
                "restore",
                "--replace",
                "--to-time",
                Instant.now().plusSeconds(3600).toString());
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.output()).contains("ends before that").contains("Nothing was changed");
        assertThat(launcher.data().resolve("replaced")).doesNotExist();
    }

    @Test
    @Order(5)
    void anEmptyDirectoryTakesTheStateAtARevision() {
        Launcher copy =
                new Launcher(directory.root().resolve("copy"), directory.root().resolve("home"));
        String said = copy.run(
                "restore",
                "--from",
                launcher.data().resolve("backups").toString(),
                "--to-revision",
                Long.toString(betweenAt));
        long restored = Long.parseLong(said.replaceAll("(?s).*restored revision ([0-9]+) .*", "$1"));
        assertThat(restored).isBetween(betweenAt, lostAt - 1);
        assertThat(copy.data().resolve("pki/ca.key")).exists();
        assertThat(copy.processes()).isEmpty();
    }

    @Test
    @Order(6)
    void aRestoreThatIsKilledHasChangedNothingAndTheNextOneWorks() throws Exception {
        killWhenItSays("recovering the store", "restore", "--replace", "--to-time", moment.toString());
        assertThat(launcher.data().resolve("postgres/data/PG_VERSION")).exists();
        assertThat(launcher.data().resolve("replaced")).doesNotExist();
        assertThat(launcher.run("restore", "--replace", "--to-time", moment.toString()))
                .contains("restored revision")
                .contains("revisions go on above");
        assertThat(launcher.data().resolve("restore")).doesNotExist();
        assertThat(launcher.processes()).isEmpty();
    }

    @Test
    @Order(7)
    void theClusterIsAsItWasThenAndNoClientKeepsWhatIsUndone() {
        launcher.run("up");
        assertThat(valueOf("kept")).isEqualTo("1");
        assertThat(valueOf("between")).isEqualTo("1");
        assertThat(kubectl.run("get", "configmaps", "-o", "name")).doesNotContain("configmap/lost");
        assertThat(revisionOf("kept")).isEqualTo(keptAt);

        kubectl.run("create", "configmap", "next", "--from-literal=a=1");
        assertThat(revisionOf("next")).isGreaterThan(lostAt);
        await().atMost(SOON).untilAsserted(() -> assertThat(informed())
                .containsEntry("kept", "1")
                .containsEntry("between", "1")
                .containsEntry("next", "1")
                .doesNotContainKey("lost"));
    }

    @Test
    @Order(8)
    void aWatchFromTheLostFutureIsGoneAndOneFromBeforeGoesOn() {
        String path = "/api/v1/namespaces/default/configmaps?";
        String gone = kubectl.run("get", "--raw", path + "watch=1&timeoutSeconds=5&resourceVersion=" + lostAt);
        assertThat(gone).contains("\"code\":410").contains("restored").doesNotContain("ADDED");
        String goesOn = kubectl.run("get", "--raw", path + "watch=1&timeoutSeconds=2&resourceVersion=" + betweenAt);
        assertThat(goesOn).contains("\"next\"").doesNotContain("\"lost\"", "ERROR");
        assertThat(kubectl.run("get", "--raw", path + "resourceVersionMatch=Exact&resourceVersion=" + keptAt))
                .contains("\"kept\"")
                .doesNotContain("\"between\"");
        assertThat(kubectl.run("get", "--raw", path + "resourceVersionMatch=NotOlderThan&resourceVersion=" + lostAt))
                .contains("\"next\"");
    }

    @Test
    @Order(9)
    void theRestoredClusterIsBackedUpLikeAnyOtherAndOldBackupsGo() {
        assertThat(launcher.run("backup", "--keep", "1")).contains("deleted 1 older backups");
        assertThat(launcher.run("backup", "--list").strip().lines()).hasSize(1);
        assertThat(launcher.run("backup", "--verify")).contains("whole");
    }
}
