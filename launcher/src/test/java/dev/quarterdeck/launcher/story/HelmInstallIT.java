package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Helm itself, as a library, brings a chart to a cluster with simulated nodes, changes it, and takes it away. The chapters build on each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HelmInstallIT {
    private static final String NAMESPACE = "greetings";
    private static final Path CHART = Path.of("src/test/resources/chart").toAbsolutePath();
    private static Path directory;
    private static Launcher launcher;
    private static Kubectl kubectl;
    private static Path kubeconfig;

    @BeforeAll
    static void up() throws IOException {
        RealHost.requireKubectl();
        directory = Files.createTempDirectory("quarterdeck-helm");
        launcher = new Launcher(directory.resolve("data"), Files.createDirectory(directory.resolve("home")));
        String port = Integer.toString(FreePorts.find(1).getFirst());
        launcher.run("up", "--runtime", "simulated", "--nodes", "2", "--port", port);
        kubectl = launcher.kubectl();
        kubeconfig = launcher.data().resolve("kubeconfig");
    }

    @AfterAll
    static void reset() throws IOException {
        if (launcher == null) {
            return;
        }
        launcher.attempt("reset", "--yes");
        EmbeddedDirectories.delete(directory);
    }

    @Test
    @Order(1)
    void installWaitsUntilTheApplicationIsReady() {
        Release release = new Helm(CHART)
                .install()
                .withName("greeter")
                .withNamespace(NAMESPACE)
                .createNamespace()
                .waitReady()
                .withTimeout(90)
                .withKubeConfig(kubeconfig)
                .call();
        assertThat(release.getStatus()).isEqualTo("deployed");
        assertThat(release.getRevision()).isEqualTo("1");
        assertThat(greeting()).isEqualTo("hello");
        assertThat(readyReplicas()).isEqualTo("2");
        assertThat(releases()).singleElement().satisfies(r -> {
            assertThat(r.getName()).isEqualTo("greeter");
            assertThat(r.getStatus()).isEqualTo("deployed");
        });
        assertThat(kubectl.run("get", "secrets", "-n", NAMESPACE, "-o", "jsonpath={.items[*].type}"))
                .isEqualTo("helm.sh/release.v1");
    }

    @Test
    @Order(2)
    void aNameIsTakenOnce() {
        assertThatThrownBy(() -> new Helm(CHART)
                        .install()
                        .withName("greeter")
                        .withNamespace(NAMESPACE)
                        .withKubeConfig(kubeconfig)
                        .call())
                .hasMessageContaining("greeter");
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    @Order(3)
    void upgradeChangesWhatIsThereAndRemovesWhatTheChartHasNoMore() {
        kubectl.run("label", "-n", NAMESPACE, "deployment", "greeter", "owner=me");
        Release release = new Helm(CHART)
                .upgrade()
                .withName("greeter")
                .withNamespace(NAMESPACE)
                .set("greeting", "good evening")
                .set("replicas", 3)
                .set("withService", false)
                .waitReady()
                .withTimeout(90)
                .withKubeConfig(kubeconfig)
                .call();
        assertThat(release.getRevision()).isEqualTo("2");
        assertThat(greeting()).isEqualTo("good evening");
        assertThat(readyReplicas()).isEqualTo("3");
        assertThat(kubectl.run("get", "replicasets", "-n", NAMESPACE, "-o", "name").lines())
                .hasSize(2);
        assertThat(kubectl.run("get", "services", "-n", NAMESPACE, "-o", "name"))
                .isEmpty();
        assertThat(kubectl.run("get", "deployment", "-n", NAMESPACE, "greeter", "-o", "jsonpath={.metadata.labels.owner}"))
                .as("what others wrote stays")
                .isEqualTo("me");
    }

    @Test
    @Order(4)
    void anUpgradeThatIsRefusedSaysWhyAndChangesNothing() {
        assertThatThrownBy(() -> new Helm(CHART)
                        .upgrade()
                        .withName("greeter")
                        .withNamespace(NAMESPACE)
                        .set("replicas", -1)
                        .withKubeConfig(kubeconfig)
                        .call())
                .hasMessageContaining("spec.replicas");
        assertThat(readyReplicas()).isEqualTo("3");
    }

    @Test
    @Order(5)
    void uninstallLeavesNothing() {
        Helm.uninstall("greeter")
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig)
                .call();
        assertThat(releases()).isEmpty();
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

    private static List<Release> releases() {
        return Helm.list().withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call();
    }

    private static String greeting() {
        return kubectl.run("get", "configmap", "-n", NAMESPACE, "greeter-config", "-o", "jsonpath={.data.greeting}");
    }

    private static String readyReplicas() {
        return kubectl.run("get", "deployment", "-n", NAMESPACE, "greeter", "-o", "jsonpath={.status.readyReplicas}");
    }
}
