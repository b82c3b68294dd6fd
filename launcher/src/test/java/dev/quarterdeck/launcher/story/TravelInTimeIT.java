package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.cli.PluginCommand;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * kubectl and its plugin on a cluster with a simulated node: two users change things, history says who did what, and what was undone, seen as of a moment and
 * brought back is what was there. The chapters build on each other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TravelInTimeIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static LauncherDirectory directory;
    private static Kubectl kubectl;
    private static String whole;

    @BeforeAll
    static void up() throws IOException {
        directory = LauncherDirectory.create("time");
        directory.launcher().run(directory.up());
        kubectl = directory.launcher().kubectl().withPlugins(plugin());
        kubectl.run("create", "namespace", "shop");
        kubectl.run("create", "configmap", "settings", "-n", "shop", "--from-literal=color=blue");
        kubectl.run("create", "deployment", "web", "-n", "shop", "--image=nginx:1", "--replicas=2");
        kubectl.run("create", "secret", "generic", "password", "-n", "shop", "--from-literal=p=secret");
        kubectl.run("create", "rolebinding", "ada", "-n", "shop", "--clusterrole=edit", "--user=ada");
        kubectl.await(
                SOON, "2"::equals, "get", "deploy", "web", "-n", "shop", "-o", "jsonpath={.status.readyReplicas}");
    }

    /** The plugin's classes under the name that kubectl looks for. */
    private static Path plugin() throws IOException {
        Path plugins = Files.createDirectory(directory.root().resolve("plugins"));
        Path script = plugins.resolve("kubectl-quarterdeck");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")) + "' "
                        + PluginCommand.class.getName() + " \"$@\"\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + script);
        }
        return plugins;
    }

    @AfterAll
    static void reset() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    private static String quarterdeck(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "quarterdeck";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return kubectl.run(all);
    }

    private static String color() {
        return kubectl.run("get", "configmap", "settings", "-n", "shop", "-o", "jsonpath={.data.color}");
    }

    /** The newest of the whole store: that of a write which comes after all others. */
    private static String revision() {
        String made = kubectl.run(
                "create", "configmap", "marker", "-n", "default", "-o", "jsonpath={.metadata.resourceVersion}");
        kubectl.run("delete", "configmap", "marker", "-n", "default");
        return made;
    }

    @Test
    @Order(1)
    void historySaysWhoChangedWhat() {
        whole = revision();
        kubectl.run(
                "patch", "configmap", "settings", "-n", "shop", "--as", "ada", "-p", "{\"data\":{\"color\":\"red\"}}");
        assertThat(quarterdeck("history", "configmap", "settings", "-n", "shop", "-o", "wide")
                        .lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("revision ")
                        .contains("MODIFIED by ada with kubectl-patch  (patch)  kubectl/v"))
                .anySatisfy(line -> assertThat(line).contains("ADDED by kubernetes-admin with kubectl-create"))
                .contains("-  color: blue", "+  color: red");
        assertThat(quarterdeck("history", "cm/settings", "-n", "shop", "-o", "json"))
                .contains("\"user\" : \"ada\"");
        assertThat(quarterdeck("history", "deploy", "web", "-n", "shop"))
                .as("controllers have names too")
                .contains("by system:kube-controller-manager");
        assertThat(quarterdeck("history", "deploy", "web", "-n", "shop", "--no-status"))
                .doesNotContain("readyReplicas");
    }

    @Test
    @Order(1)
    void aPodIsToldWhyItIsWhereItIsAndWhyItIsNot() {
        String pod = kubectl.run("get", "pods", "-n", "shop", "-l", "app=web", "-o", "name")
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(quarterdeck("why", pod, "-n", "shop"))
                .contains("bound at ", "by system:kube-scheduler; as the cluster was then, 1 of 1 nodes could take it")
                .containsPattern("node-1 \\* +yes +[0-9]+ +TaintToleration 300, NodeResourcesFit [0-9]+");
        kubectl.run(
                "run",
                "large",
                "-n",
                "shop",
                "--image=nginx:1",
                "--overrides",
                "{\"spec\":{\"containers\":[{\"name\":\"large\",\"image\":\"nginx:1\",\"resources\":{\"requests\":{\"cpu\":\"9k\"}}}]}}");
        assertThat(quarterdeck("why", "large", "-n", "shop"))
                .contains("pod shop/large has no node; 0 of 1 nodes can take it")
                .containsPattern("node-1 +no +NodeResourcesFit +Insufficient cpu +no help +a node grows")
                .contains("0/1 nodes are available: 1 Insufficient cpu.");
        kubectl.run("delete", "pod", "large", "-n", "shop", "--now");
    }

    @Test
    @Order(2)
    void theClusterIsReadAsOfAMoment() {
        assertThat(quarterdeck(
                        "as-of", whole, "get", "configmap", "settings", "-n", "shop", "-o", "jsonpath={.data.color}"))
                .isEqualTo("blue");
        assertThat(quarterdeck("as-of", whole, "describe", "deployment", "web", "-n", "shop"))
                .contains("nginx:1");
        assertThat(quarterdeck("as-of", whole, "get", "deploy,cm", "-A")).contains("web", "settings");
        Kubectl.Result write =
                kubectl.attempt("", "quarterdeck", "as-of", whole, "delete", "configmap", "settings", "-n", "shop");
        assertThat(write.code()).isEqualTo(1);
        assertThat(write.err()).contains("what is past cannot be changed");
        assertThat(color()).isEqualTo("red");
        Kubectl.Result early = kubectl.attempt("", "quarterdeck", "as-of", "20d", "get", "pods");
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.err()).contains("is before history");
    }

    @Test
    @Order(3)
    void rightsAreThoseOfToday() {
        Kubectl.Result secret =
                kubectl.attempt("", "quarterdeck", "history", "--as", "bob", "secret", "password", "-n", "shop");
        assertThat(secret.code()).isEqualTo(1);
        assertThat(secret.err()).contains("User \"bob\" cannot get resource \"secrets\"");
        Kubectl.Result past = kubectl.attempt(
                "", "quarterdeck", "as-of", "--as", "bob", whole, "get", "secret", "password", "-n", "shop");
        assertThat(past.err()).contains("User \"bob\" cannot get resource \"secrets\"");
    }

    @Test
    @Order(4)
    void aChangeIsUndone() {
        assertThat(quarterdeck("undo", "configmap", "settings", "-n", "shop", "--dry-run"))
                .contains("-  color: red", "+  color: blue", "nothing was changed");
        assertThat(color()).isEqualTo("red");
        quarterdeck("undo", "configmap", "settings", "-n", "shop");
        assertThat(color()).isEqualTo("blue");
        kubectl.run("delete", "configmap", "settings", "-n", "shop");
        assertThat(quarterdeck("history", "configmap", "settings", "-n", "shop", "--limit", "1"))
                .contains("DELETED by kubernetes-admin with kubectl  (delete)");
        quarterdeck("undo", "configmap", "settings", "-n", "shop");
        assertThat(color()).isEqualTo("blue");
        assertThat(quarterdeck("history", "configmap", "settings", "-n", "shop", "--limit", "1"))
                .contains("ADDED by kubernetes-admin with kubectl-quarterdeck  (create)");
        kubectl.run("scale", "deployment", "web", "-n", "shop", "--replicas=3");
        quarterdeck("undo", "deployment", "web", "-n", "shop");
        assertThat(kubectl.run("get", "deploy", "web", "-n", "shop", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("2");
        whole = revision();
    }

    @Test
    @Order(5)
    void aDeletedNamespaceComesBackWhole() {
        kubectl.run("delete", "namespace", "shop");
        assertThat(quarterdeck("restore", "namespace", "shop", "--as-of", whole))
                .contains("create  Namespace/shop", "create  Deployment/web", "create  Secret/password", "--yes");
        assertThat(kubectl.run("get", "namespace", "shop", "--ignore-not-found"))
                .isEmpty();
        assertThat(quarterdeck("restore", "namespace", "shop", "--as-of", whole, "--yes"))
                .contains("Deployment/web created", "5 of 5 done.");
        assertThat(color()).isEqualTo("blue");
        assertThat(kubectl.run("get", "secret", "password", "-n", "shop", "-o", "jsonpath={.data.p}"))
                .isEqualTo("c2VjcmV0");
        kubectl.await(
                SOON, "2"::equals, "get", "deploy", "web", "-n", "shop", "-o", "jsonpath={.status.readyReplicas}");
        assertThat(quarterdeck("restore", "namespace", "shop", "--as-of", whole, "--yes"))
                .contains("Nothing is to be done.");
    }

    @Test
    @Order(6)
    void whatIsNewerGoesOnlyWhereAskedFor() {
        kubectl.run("create", "configmap", "newer", "-n", "shop");
        kubectl.run("patch", "configmap", "settings", "-n", "shop", "-p", "{\"data\":{\"color\":\"green\"}}");
        assertThat(quarterdeck("restore", "namespace", "shop", "--as-of", whole, "--yes"))
                .contains("update  ConfigMap/settings", "    -  color: green", "leave   ConfigMap/newer");
        assertThat(color()).isEqualTo("blue");
        assertThat(quarterdeck("restore", "namespace", "shop", "--as-of", whole, "--yes", "--prune"))
                .contains("ConfigMap/newer deleted");
        assertThat(kubectl.run("get", "configmap", "newer", "-n", "shop", "--ignore-not-found"))
                .isEmpty();
    }
}
