package dev.quarterdeck.launcher.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code quarterdeck} in a tree of its own, with a Maven and a JDK that only write down what they were asked. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PrepareOnceTest {
    /** Goes on when somebody opens {@code gate} for writing. */
    private static final String MAVEN = """
            #!/bin/bash
            echo build >> "$TREE/asked"
            [ ! -p "$TREE/gate" ] || cat "$TREE/gate"
            mkdir -p "$TREE/launcher/target/lib"
            touch "$TREE/launcher/target/lib/one.jar"
            exit "${MAVEN_ENDS_WITH:-0}"
            """;

    private static final String JAVA = """
            #!/bin/bash
            for each; do
              case $each in
                *.TrainingMain) echo train >> "$TREE/asked" ;;
                *.QuarterdeckCommand) echo run >> "$TREE/asked" ;;
              esac
            done
            """;

    @TempDir
    private Path tree;

    @BeforeEach
    void layOut() throws IOException {
        program(tree.resolve("quarterdeck"), Files.readString(Path.of("..", "quarterdeck")));
        program(tree.resolve("programs/mvn"), MAVEN);
        program(tree.resolve("jdk/bin/java"), JAVA);
        program(tree.resolve("jdk/bin/javac"), "");
        Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Files.createDirectories(tree.resolve("launcher/src/main"));
        Files.writeString(tree.resolve("launcher/src/main/One.java"), "class One {}");
    }

    @Test
    void what_is_prepared_is_not_prepared_again() throws Exception {
        assertThat(succeed()).containsExactly("build", "train", "run");
        assertThat(succeed()).containsExactly("build", "train", "run", "run");
    }

    @Test
    void other_sources_are_built_and_trained_again() throws Exception {
        succeed();
        Files.writeString(tree.resolve("launcher/src/main/One.java"), "class One { int other; }");
        assertThat(succeed()).containsExactly("build", "train", "run", "build", "train", "run");
    }

    @Test
    void a_second_command_waits_for_the_first_to_build() throws Exception {
        Path gate = tree.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        Process first = script();
        try (BufferedReader said = first.inputReader()) {
            assertThat(said.readLine()).startsWith("building");
            Process second = script();
            try (BufferedReader heard = second.inputReader()) {
                assertThat(heard.readLine()).isEqualTo("waiting for another command, which is building");
                Files.writeString(gate, "go on", StandardOpenOption.WRITE);
                assertThat(first.waitFor()).isZero();
                assertThat(second.waitFor()).isZero();
            } finally {
                second.destroyForcibly();
            }
        } finally {
            first.destroyForcibly();
        }
        assertThat(asked()).containsExactly("build", "train", "run", "run");
    }

    @Test
    void where_the_build_fails_nothing_is_run() throws Exception {
        assertThat(script("MAVEN_ENDS_WITH=1").waitFor()).isEqualTo(1);
        assertThat(asked()).containsExactly("build");
    }

    private List<String> succeed() throws IOException, InterruptedException {
        assertThat(script().waitFor()).isZero();
        return asked();
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(tree.resolve("asked"));
    }

    private Process script(String... environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("quarterdeck").toString(), "status");
        builder.environment().put("TREE", tree.toString());
        builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
        builder.environment().merge("PATH", tree.resolve("programs").toString(), (path, ours) -> ours + ":" + path);
        builder.environment().remove("QUARTERDECK_START_ARCHIVE");
        for (String each : environment) {
            builder.environment().put(each.split("=", 2)[0], each.split("=", 2)[1]);
        }
        return builder.start();
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
