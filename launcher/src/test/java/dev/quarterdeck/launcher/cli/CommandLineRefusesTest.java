package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line says no to, before it starts anything: with one line that says why, and nothing changed. */
class CommandLineRefusesTest {
    private record Said(int code, String out, String err) {}

    @TempDir
    Path directory;

    private static Said run(Path data, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", data.toString()));
        return say(arguments);
    }

    private static Said say(List<String> arguments) {
        CommandLine line = QuarterdeckCommand.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(arguments.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private static void refused(Said said, String... words) {
        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(1);
        assertThat(said.err().strip().lines()).as(said.err()).hasSize(1);
        assertThat(said.err()).startsWith("quarterdeck: ").contains(words);
    }

    /** Every file below, with its content. */
    private static TreeMap<String, String> content(Path root) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                files.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "directory");
            }
        }
        return files;
    }

    @Test
    void aPortInUseIsNamedWithTheFlagThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Path data = directory.resolve("data");
            refused(run(data, "up", "--runtime", "simulated", "--port", port), "port " + port + " is in use", "--port");
            assertThat(DataDirectory.of(data).settings()).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--feature-gates=Nope=true | --feature-gates: unrecognized feature gate: Nope; those that can be switched here: GangScheduling",
                "--feature-gates=GangScheduling=true | depends on features that are disabled: [GenericWorkload]",
                "--runtime-config=nope/v1=true | --runtime-config: unknown api version nope/v1; those that can be switched here: scheduling.k8s.io/v1alpha2"
            })
    void aFeatureThatIsNotThereIsRefused(String flag, String words) {
        Path data = directory.resolve("data");
        refused(run(data, "up", "--runtime", "simulated", flag), words);
        assertThat(DataDirectory.of(data).settings()).doesNotExist();
    }

    @Test
    void featuresAreKeptWithTheCluster() throws IOException {
        DataDirectory data = DataDirectory.of(directory);
        ClusterSettings.fresh(1, ClusterSettings.Runtime.SIMULATED, 6443)
                .with("GenericWorkload=true", "scheduling.k8s.io/v1alpha2=true")
                .write(data);
        ClusterSettings read = ClusterSettings.read(data).orElseThrow();
        assertThat(read.with(2, ClusterSettings.Runtime.SIMULATED, 7443).featureGates())
                .isEqualTo("GenericWorkload=true");
        assertThat(read.runtimeConfig()).isEqualTo("scheduling.k8s.io/v1alpha2=true");
        String old = Files.readString(data.settings()).replaceAll(",\\s*\"(featureGates|runtimeConfig)\"[^,}]*", "");
        assertThat(old).doesNotContain("feature").contains("kafkaPassword");
        Files.writeString(data.settings(), old);
        assertThat(ClusterSettings.read(data).orElseThrow().featureGates()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536"})
    void aPortThatIsNoneIsRefused(String port) {
        refused(
                run(directory.resolve("data"), "up", "--runtime", "simulated", "--port=" + port),
                "--port must be between 1 and 65535, not " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "20001"})
    void aNumberOfNodesThatDoesNotFitIsRefused(String nodes) {
        refused(
                run(directory.resolve("data"), "up", "--runtime", "simulated", "--nodes=" + nodes),
                "--nodes must be between 1 and 20000, not " + nodes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nodes=two", "--runtime=docker", "--colour"})
    void aCommandLineThatIsWrongEndsWithTwo(String flag) {
        assertThat(run(directory.resolve("data"), "up", flag).code()).isEqualTo(2);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void realContainersNeedRoot() {
        String user = System.getProperty("user.name");
        System.setProperty("user.name", "somebody");
        try {
            refused(run(directory.resolve("data"), "up", "--runtime", "containerd"), "needs root", "sudo");
        } finally {
            System.setProperty("user.name", user);
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        refused(
                run(file.resolve("data"), "up", "--runtime", "simulated"),
                "cannot write the data directory " + file.resolve("data"),
                "--data");
    }

    @Test
    void thePostgresqlOfSomebodyElseIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("PG_VERSION"), "16\n");
        Files.createDirectories(directory.resolve("base/1"));
        TreeMap<String, String> before = content(directory);
        refused(
                run(directory, "up", "--runtime", "simulated"),
                "a PostgreSQL data directory",
                "PG_VERSION",
                "Nothing was changed");
        assertThat(content(directory)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"thesis.txt", "postgres", "kafka"})
    void aDirectoryWithOtherThingsIsLeftAlone(String name) throws IOException {
        Files.writeString(directory.resolve(name), "years of work");
        TreeMap<String, String> before = content(directory);
        refused(run(directory, "up", "--runtime", "simulated"), "is not empty", name, "--data DIR");
        assertThat(content(directory)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ \"nodes\": 1,", "", "{}", "{\"nodes\":1,\"runtime\":\"SIMULATED\",\"port\":6443}"})
    void damagedSettingsAreNamedAndKept(String damaged) throws IOException {
        Path file = Files.writeString(directory.resolve("cluster.json"), damaged);
        for (String command : List.of("up", "down", "reset --yes")) {
            refused(run(directory, command.split(" ")), "cannot read " + file, "Nothing was changed");
            assertThat(file).hasContent(damaged);
        }
    }

    @Test
    void commandsThatNeedAClusterSayThatThereIsNone() throws IOException {
        Path data = directory.resolve("data");
        Path image = Files.writeString(directory.resolve("image.tar"), "");
        refused(run(data, "kubeconfig"), "no cluster in " + data, "up");
        refused(run(data, "logs"), "no logs in " + data);
        refused(run(data, "image", "import", image.toString()), "no cluster is up in " + data);
        Said status = run(data, "status");
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out()).contains("state     down");
        assertThat(run(data, "status", "-o", "json").out()).contains("\"state\" : \"down\"");
        assertThat(run(data, "down")).isEqualTo(new Said(0, "not running\n", ""));
        assertThat(run(data, "reset").out()).contains("no cluster in " + data);
        assertThat(data).doesNotExist();
    }

    @Test
    void resetAsksBeforeItDeletes() throws IOException {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        data.prepare();
        ClusterSettings.fresh(1, ClusterSettings.Runtime.SIMULATED, 6443).write(data);
        TreeMap<String, String> before = content(data.root());
        refused(run(data.root(), "reset"), "deletes everything in " + data.root(), "--yes");
        assertThat(content(data.root())).isEqualTo(before);
    }

    @Test
    void logsOfAServiceThatIsNoneNameThoseThereAre() throws IOException {
        DataDirectory data = DataDirectory.of(directory);
        data.prepare();
        Files.writeString(data.logs().resolve("state-service.log"), "a line\n");
        refused(run(data.root(), "logs", "kubelet"), "no logs of kubelet", "state-service");
    }

    @Test
    void certificatesOfServicesAreMadeOnce() throws IOException {
        Path pki = directory.resolve("pki");
        List<String> command =
                List.of("pki", pki.toString(), "--gateway", "gateway-1,10.0.0.7", "--node", "node-1=10.0.0.8");
        assertThat(say(command).code()).isZero();
        assertThat(pki).isDirectoryContaining("glob:**/ca.crt").isDirectoryContaining("glob:**/node-node-1.crt");
        assertThat(pki.resolve("kubeconfig")).content().contains("https://127.0.0.1:6443");
        String first = Files.readString(pki.resolve("gateway.crt"));
        assertThat(say(command).code()).isZero();
        assertThat(pki.resolve("gateway.crt")).hasContent(first);
        refused(say(List.of("pki", pki.toString(), "--node", "node-1")), "--node takes NAME=ADDRESS, not node-1");
        refused(say(List.of("pki", pki.resolve("ca.crt").toString())), "cannot write");
    }
}
