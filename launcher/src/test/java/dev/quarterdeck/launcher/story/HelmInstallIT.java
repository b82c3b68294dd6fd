package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Helm itself brings a chart to a cluster with simulated nodes, changes it, and takes it away. The chapters build on each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HelmInstallIT {
    private static final String NAMESPACE = "greetings";
    private static final Path CHART = Path.of("src/test/resources/chart").toAbsolutePath();
    private static LauncherDirectory directory;
    private static Kubectl kubectl;
    private static HelmProgram helm;

    @BeforeAll
    static void up() throws IOException {
        directory = LauncherDirectory.create("helm");
        directory.launcher().run(directory.up("--nodes", "2"));
        kubectl = directory.launcher().kubectl();
        helm = new HelmProgram(directory.launcher().data().resolve("kubeconfig"), CHART, NAMESPACE);
    }

    @AfterAll
    static void reset() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    @Test
    @Order(1)
    void installWaitsUntilTheApplicationIsReady() {
        assertThat(helm.run("install", "greeter")).isEqualTo("greeter 1 deployed");
        assertThat(greeting()).isEqualTo("hello");
        assertThat(readyReplicas()).isEqualTo("2");
        assertThat(helm.run("list", "")).isEqualTo("greeter 1 deployed");
        assertThat(kubectl.run("get", "secrets", "-n", NAMESPACE, "-o", "jsonpath={.items[*].type}"))
                .isEqualTo("helm.sh/release.v1");
        assertThat(kubectl.run("get", "jobs", "-n", NAMESPACE, "-o", "name"))
                .as("a hook that has done its work is deleted")
                .isEmpty();
        assertThat(kubectl.run("get", "events", "-n", NAMESPACE, "-o", "jsonpath={.items[*].involvedObject.name}"))
                .contains("greeter-before-1", "greeter-after-1");
    }

    @Test
    @Order(2)
    void aNameIsTakenOnce() {
        Launcher.Result again = helm.attempt("install", "greeter", "greeting=again");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.output()).contains("cannot re-use a name");
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    @Order(3)
    void upgradeChangesWhatIsThereAndRemovesWhatTheChartHasNoMore() {
        kubectl.run("label", "-n", NAMESPACE, "deployment", "greeter", "owner=me");
        assertThat(helm.run("upgrade", "greeter", "greeting=good evening", "replicas=3", "withService=false"))
                .isEqualTo("greeter 2 deployed");
        assertThat(greeting()).isEqualTo("good evening");
        assertThat(readyReplicas()).isEqualTo("3");
        assertThat(kubectl.run("get", "replicasets", "-n", NAMESPACE, "-o", "name")
                        .lines())
                .hasSize(2);
        assertThat(kubectl.run("get", "services", "-n", NAMESPACE, "-o", "name"))
                .isEmpty();
        assertThat(kubectl.run(
                        "get", "deployment", "-n", NAMESPACE, "greeter", "-o", "jsonpath={.metadata.labels.owner}"))
                .as("what others wrote stays")
                .isEqualTo("me");
    }

    @Test
    @Order(4)
    void anUpgradeThatIsRefusedSaysWhyAndChangesNothing() {
        Launcher.Result refused = helm.attempt("upgrade", "greeter", "replicas=-1");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.output()).contains("spec.replicas");
        assertThat(readyReplicas()).isEqualTo("3");
    }

    @Test
    @Order(5)
    void testsAreRun() {
        assertThat(helm.run("test", "greeter")).contains("greeter");
        assertThat(kubectl.run("get", "pod", "-n", NAMESPACE, "greeter-test", "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Succeeded");
    }

    @Test
    @Order(6)
    void anUpgradeThatDoesNotBecomeReadyIsRolledBack() {
        Launcher.Result failed = helm.attempt("atomic", "greeter", "greeting=never", "image=nonexistent", "replicas=3");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output()).contains("rolled back");
        assertThat(greeting()).isEqualTo("good evening");
        assertThat(readyReplicas()).isEqualTo("3");
        assertThat(helm.run("history", "greeter").lines().toList())
                .last()
                .asString()
                .contains("deployed", "Rollback to");
    }

    @Test
    @Order(7)
    void anUpgradeWhoseHookFailsIsToldOf() {
        Launcher.Result failed = helm.attempt("upgrade", "greeter", "hookEnds=1", "replicas=3");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.output()).contains("pre-upgrade hooks failed");
        assertThat(readyReplicas()).isEqualTo("3");
    }

    @Test
    @Order(8)
    void uninstallLeavesNothing() {
        helm.run("uninstall", "greeter");
        assertThat(helm.run("list", "")).isEmpty();
        kubectl.await(
                Duration.ofSeconds(60),
                String::isEmpty,
                "get",
                "all,configmaps,secrets",
                "-n",
                NAMESPACE,
                "-l",
                "app=greeter",
                "-o",
                "name");
        kubectl.run("delete", "namespace", NAMESPACE, "--timeout=60s");
    }

    private static String greeting() {
        return kubectl.run("get", "configmap", "-n", NAMESPACE, "greeter-config", "-o", "jsonpath={.data.greeting}");
    }

    private static String readyReplicas() {
        return kubectl.run("get", "deployment", "-n", NAMESPACE, "greeter", "-o", "jsonpath={.status.readyReplicas}");
    }
}
