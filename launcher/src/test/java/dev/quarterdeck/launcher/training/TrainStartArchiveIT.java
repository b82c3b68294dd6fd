package dev.quarterdeck.launcher.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import dev.quarterdeck.launcher.jvm.StartArchive;
import dev.quarterdeck.testkit.process.TestedJars;
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
    /** The same at each start: certificates are made out for what goes with it. */
    private static int port;
    /** With an archive, which other tests start their clusters from too. */
    private static String trained;
    /** Jars of these tests alone. */
    private static String own;

    private record Result(int code, String output) {}

    @BeforeAll
    static void packClasses() throws IOException {
        trained = TestedJars.trained(QuarterdeckCommand.class, TrainingMain.class);
        directory = Files.createTempDirectory("quarterdeck-archive");
        home = Files.createDirectory(directory.resolve("home"));
        data = directory.resolve("data");
        archive = directory.resolve("quarterdeck.aot");
        port = FreePorts.find(1).getFirst();
        own = TestedJars.packed(QuarterdeckCommand.class, directory);
    }

    @AfterAll
    static void clean() throws IOException, InterruptedException {
        if (directory != null) {
            cli(own, "reset", "--yes");
            EmbeddedDirectories.delete(directory);
        }
    }

    private static Path mainJar() {
        return Path.of(own.substring(0, own.indexOf(':')));
    }

    private static Result java(String classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        return java(List.of(), classPath, main, arguments);
    }

    private static Result java(List<String> flags, String classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main));
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

    private static Result cli(String classPath, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return java(classPath, QuarterdeckCommand.class.getName(), all.toArray(String[]::new));
    }

    private static String up(String classPath) throws IOException, InterruptedException {
        Result up = cli(classPath, "up", "--no-merge-kubeconfig", "--runtime=simulated", "--port=" + port);
        assertThat(up.code()).as(up.output()).isZero();
        return up.output();
    }

    private static boolean isMappedByTheCluster(Path archive) throws IOException, InterruptedException {
        return Files.readString(Path.of("/proc", pid(), "maps")).contains(archive.toString());
    }

    private static List<String> loadedByTheCluster(String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", pid(), "VM.class_hierarchy")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("dev.quarterdeck.launcher.up.ClusterMain");
        return output.lines().filter(line -> line.contains(name)).toList();
    }

    private static String pid() throws IOException, InterruptedException {
        return cli(own, "status")
                .output()
                .lines()
                .filter(line -> line.startsWith("pid "))
                .findFirst()
                .orElseThrow()
                .substring(4)
                .strip();
    }

    @Test
    @Order(1)
    void aTrainingRunMakesItAndLeavesNothingElse() throws Exception {
        Path made = TestedJars.DIRECTORY.resolve("quarterdeck.aot");
        assertThat(made).isNotEmptyFile();
        assertThat(TestedJars.LOG).isEmptyFile();
        assertThat(TestedJars.HOME).isEmptyDirectory();
        try (Stream<Path> left = Files.list(TestedJars.DIRECTORY)) {
            assertThat(left.map(p -> p.getFileName().toString()).filter(name -> !name.contains(".jar")))
                    .containsExactlyInAnyOrder(
                            "programs",
                            "templates",
                            "quarterdeck.aot",
                            "quarterdeck.aot.key",
                            CommandLineTraining.NAME);
        }
        FileTime at = Files.getLastModifiedTime(made);
        assertThat(java(trained, TrainingMain.class.getName(), "2")).isEqualTo(new Result(0, ""));
        assertThat(Files.getLastModifiedTime(made)).isEqualTo(at);
    }

    @Test
    @Order(2)
    void theClusterStartsFromIt() throws Exception {
        assertThat(up(trained)).doesNotContain("no start archive");
        assertThat(isMappedByTheCluster(TestedJars.DIRECTORY.resolve("quarterdeck.aot")))
                .isTrue();
        // initdb would have written it just now
        assertThat(Files.getLastModifiedTime(data.resolve("postgres/data/pg_hba.conf")))
                .isEqualTo(
                        Files.getLastModifiedTime(TestedJars.DIRECTORY.resolve("templates/postgresql-18/pg_hba.conf")));
        assertThat(cli(trained, "down").code()).isZero();

        up(trained);
        assertThat(loadedByTheCluster("org.bouncycastle."))
                .as("where there is no certificate to make, nothing of a signed jar is loaded")
                .isEmpty();
        assertThat(cli(trained, "down").code()).isZero();
    }

    @Test
    @Order(2)
    void theCommandLineStartsFromItsOwn() throws Exception {
        String classPath = StartArchive.of(trained).orElseThrow().classPath();
        String flag = "-XX:AOTCache=" + TestedJars.DIRECTORY.resolve(CommandLineTraining.NAME);
        Result strict = java(
                List.of(flag, "-XX:AOTMode=on"),
                classPath,
                QuarterdeckCommand.class.getName(),
                "status",
                "--data",
                "" + data);
        assertThat(strict.output()).contains("state     down");
        Result ofOtherJars = java(
                List.of(flag, "-Xlog:disable", "-Xlog:all=error:stderr"),
                own,
                QuarterdeckCommand.class.getName(),
                "status",
                "--data",
                "" + data);
        assertThat(ofOtherJars).isEqualTo(strict);
    }

    @Test
    @Order(3)
    void aBrokenOneIsNotFatal() throws Exception {
        StartArchive broken = StartArchive.of(own).orElseThrow();
        assertThat(broken.file()).isEqualTo(archive);
        Path fresh = Files.copy(TestedJars.DIRECTORY.resolve("quarterdeck.aot"), directory.resolve("fresh"));
        try (RandomAccessFile file = new RandomAccessFile(fresh.toFile(), "rw")) {
            file.setLength(100_000);
        }
        broken.replaceWith(fresh);
        assertThat(up(own)).contains("The cluster is up").doesNotContain("no start archive");
        assertThat(isMappedByTheCluster(archive)).isFalse();
        assertThat(cli(own, "down").code()).isZero();
    }

    @Test
    @Order(4)
    void aStaleOneIsNotUsedAndItIsSaid() throws Exception {
        Files.setLastModifiedTime(mainJar(), FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(up(own)).contains("no start archive of this build").contains("The cluster is up");
        assertThat(isMappedByTheCluster(archive)).isFalse();
    }
}
