package dev.quarterdeck.launcher.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The start archive of the packaged jars: it is made, the cluster's JVM starts from it, and one that is stale or broken costs nothing but time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TrainStartArchiveIT {
    private static Path directory;
    private static Path home;
    private static Path data;
    private static Path archive;
    private static String classPath;

    private record Result(int code, String output) {}

    /** Tests may run before anything is packaged; an archive can be made of jars only. */
    @BeforeAll
    static void packClasses() throws IOException {
        directory = Files.createTempDirectory("quarterdeck-archive");
        home = Files.createDirectory(directory.resolve("home"));
        data = directory.resolve("data");
        archive = directory.resolve("quarterdeck.aot");
        List<String> entries = new ArrayList<>(List.of(mainJar().toString()));
        String tested = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : tested.split(":")) {
            Path path = Path.of(entry);
            if (entry.endsWith("launcher/target/classes")) {
                pack(path, mainJar());
            } else if (entry.endsWith(".jar")) {
                entries.add(entry);
            } else if (entry.endsWith("target/classes")) {
                Path jar = directory.resolve(path.getName(path.getNameCount() - 3) + ".jar");
                pack(path, jar);
                entries.add(jar.toString());
            }
        }
        classPath = String.join(":", entries);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            // Directories too: who looks for resources by directory finds none in a jar without.
            for (Path file : files.filter(f -> !f.equals(classes)).toList()) {
                boolean isDirectory = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (isDirectory ? "/" : "")));
                if (!isDirectory) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
    }

    @AfterAll
    static void clean() throws IOException, InterruptedException {
        if (directory != null) {
            cli("reset", "--yes");
            EmbeddedDirectories.delete(directory);
        }
    }

    private static Path mainJar() {
        return directory.resolve("quarterdeck-0.1.0.jar");
    }

    private static Result java(String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output).isTrue();
        return new Result(process.exitValue(), output);
    }

    private static Result cli(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return java(QuarterdeckCommand.class.getName(), all.toArray(String[]::new));
    }

    private static String up() throws IOException, InterruptedException {
        Result up = cli(
                "up",
                "--no-merge-kubeconfig",
                "--runtime=simulated",
                "--port=" + FreePorts.find(1).getFirst());
        assertThat(up.code()).as(up.output()).isZero();
        return up.output();
    }

    private static boolean isMappedByTheCluster() throws IOException, InterruptedException {
        String pid = cli("status")
                .output()
                .lines()
                .filter(line -> line.startsWith("pid "))
                .findFirst()
                .orElseThrow()
                .substring(4)
                .strip();
        return Files.readString(Path.of("/proc", pid, "maps")).contains(archive.toString());
    }

    @Test
    @Order(1)
    void aTrainingRunMakesItAndLeavesNothingElse() throws Exception {
        Result training = java(TrainingMain.class.getName(), "2");
        assertThat(training).isEqualTo(new Result(0, ""));
        assertThat(archive).isNotEmptyFile();
        assertThat(home).isEmptyDirectory();
        assertThat(data).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(p -> p.getFileName().toString()).filter(name -> !name.endsWith(".jar")))
                    .containsExactlyInAnyOrder("home", "programs", "quarterdeck.aot", "quarterdeck.aot.key");
        }
        FileTime made = Files.getLastModifiedTime(archive);
        assertThat(java(TrainingMain.class.getName(), "2").code()).isZero();
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);
    }

    @Test
    @Order(2)
    void theClusterStartsFromIt() throws Exception {
        assertThat(up()).doesNotContain("no start archive");
        assertThat(isMappedByTheCluster()).isTrue();
        assertThat(cli("down").code()).isZero();
    }

    @Test
    @Order(3)
    void aBrokenOneIsNotFatal() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.setLength(100_000);
        }
        assertThat(up()).contains("The cluster is up");
        assertThat(isMappedByTheCluster()).isFalse();
        assertThat(cli("down").code()).isZero();
    }

    @Test
    @Order(4)
    void aStaleOneIsNotUsedAndItIsSaid() throws Exception {
        Files.setLastModifiedTime(mainJar(), FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(up()).contains("no start archive of this build").contains("The cluster is up");
        assertThat(isMappedByTheCluster()).isFalse();
    }
}
