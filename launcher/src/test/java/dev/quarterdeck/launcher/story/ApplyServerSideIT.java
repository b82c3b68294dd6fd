package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** kubectl itself applies on the server's side, meets other managers, compares and edits. The chapters build on each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ApplyServerSideIT {
    private static final String MANAGERS =
            "jsonpath={range .metadata.managedFields[*]}{.manager}/{.operation}/{.subresource} {end}";
    private static LauncherDirectory directory;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws IOException {
        directory = LauncherDirectory.create("apply");
        directory.launcher().run(directory.up("--nodes", "1"));
        kubectl = directory.launcher().kubectl();
    }

    @AfterAll
    static void reset() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    private static String settings(String... entries) {
        StringBuilder manifest =
                new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n");
        for (String entry : entries) {
            manifest.append("  ").append(entry).append('\n');
        }
        return manifest.toString();
    }

    private static String managers(String kind, String name) {
        return kubectl.run("get", kind, name, "--show-managed-fields", "-o", MANAGERS);
    }

    @Test
    @Order(1)
    void appliesWhatIsNotThere() {
        assertThat(kubectl.runWith(settings("a: \"1\"", "b: \"2\""), "apply", "--server-side", "-f", "-"))
                .isEqualTo("configmap/settings serverside-applied");
        assertThat(managers("configmap", "settings")).isEqualTo("kubectl/Apply/");
        assertThat(kubectl.run("get", "configmap", "settings", "-o", "yaml"))
                .as("managed fields are shown to those who ask")
                .doesNotContain("managedFields");
    }

    @Test
    @Order(2)
    void isToldOfConflictsAndMayForce() {
        Kubectl.Result refused =
                kubectl.attempt(settings("a: \"3\""), "apply", "--server-side", "--field-manager", "other", "-f", "-");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.a")
                .contains("--force-conflicts");
        kubectl.runWith(
                settings("a: \"3\""),
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager",
                "other",
                "-f",
                "-");
        assertThat(kubectl.run("get", "configmap", "settings", "-o", "jsonpath={.data}"))
                .isEqualTo("{\"a\":\"3\",\"b\":\"2\"}");
        assertThat(managers("configmap", "settings")).contains("kubectl/Apply/").contains("other/Apply/");
    }

    @Test
    @Order(3)
    void removesWhatItListsNoMore() {
        kubectl.runWith(settings("c: \"4\""), "apply", "--server-side", "-f", "-");
        assertThat(kubectl.run("get", "configmap", "settings", "-o", "jsonpath={.data}"))
                .isEqualTo("{\"a\":\"3\",\"c\":\"4\"}");
    }

    @Test
    @Order(4)
    void comparesWithoutWriting() {
        Kubectl.Result same = kubectl.attempt(settings("c: \"4\""), "diff", "--server-side", "-f", "-");
        assertThat(same.code()).as(same.out() + same.err()).isZero();
        Kubectl.Result different = kubectl.attempt(settings("c: \"5\""), "diff", "--server-side", "-f", "-");
        assertThat(different.code()).isEqualTo(1);
        assertThat(different.out()).contains("-  c: \"4\"").contains("+  c: \"5\"");
    }

    @Test
    @Order(5)
    void takesOverWhatWasAppliedByTheClient() {
        String manifest = settings("p: \"1\"", "q: \"2\"").replace("name: settings", "name: old");
        kubectl.apply(manifest);
        assertThat(managers("configmap", "old")).isEqualTo("kubectl-client-side-apply/Update/");
        assertThat(kubectl.runWith(manifest.replace("p: \"1\"", "p: \"9\""), "apply", "--server-side", "-f", "-"))
                .contains("serverside-applied");
        assertThat(managers("configmap", "old")).isEqualTo("kubectl-last-applied/Apply/ kubectl/Apply/");
        assertThat(kubectl.run("get", "configmap", "old", "-o", "jsonpath={.data}"))
                .isEqualTo("{\"p\":\"9\",\"q\":\"2\"}");
        assertThat(kubectl.apply(manifest)).as("and back").contains("configured");
    }

    @Test
    @Order(6)
    void scalesAndEdits() throws IOException {
        kubectl.run("create", "deployment", "web", "--image=example.org/web:1");
        kubectl.run("scale", "deployment", "web", "--replicas=2");
        assertThat(managers("deployment", "web"))
                .contains("kubectl-create/Update/")
                .contains("kubectl/Update/scale");
        Path editor = directory.root().resolve("editor");
        Files.writeString(editor, "#!/bin/sh\nsed -i 's/web:1/web:2/' \"$1\"\n");
        editor.toFile().setExecutable(true);
        ProcessBuilder edit = kubectl.builder("edit", "deployment", "web");
        edit.environment().put("KUBE_EDITOR", editor.toString());
        Kubectl.Result edited = Kubectl.end(edit);
        assertThat(edited.code()).as(edited.err()).isZero();
        assertThat(managers("deployment", "web")).contains("kubectl-edit/Update/");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .isEqualTo("example.org/web:2");
    }
}
