package dev.quarterdeck.benchmarks.server;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every service in one JVM, as {@code ./quarterdeck up} starts it: with one simulated node, without nodes and controllers, or the API alone. */
public final class AllInOne implements Server {
    public static final String LABEL = "all-in-one";
    public static final String API_ALONE = "api-alone";

    private final Path script;
    private final Path data;
    private final String label;
    private final String runtime;
    private final String about;
    private final Map<String, String> environment;
    private boolean started;

    /** @param home the source tree, built */
    public AllInOne(Path home, Path directory) {
        this(
                home,
                directory,
                LABEL,
                "simulated",
                "every service, scheduler and controllers too, and Kafka in one JVM; PostgreSQL beside it",
                Map.of());
    }

    private AllInOne(
            Path home, Path directory, String label, String runtime, String about, Map<String, String> environment) {
        this.script = home.resolve("quarterdeck");
        this.data = directory.resolve(label);
        this.label = label;
        this.runtime = runtime;
        this.environment = environment;
        this.about = "`./quarterdeck up --runtime " + runtime + "`: " + about;
    }

    /** API and scheduler alone: nodes are objects, and nobody looks after them. */
    public static AllInOne withoutNodes(Path home, Path directory) {
        return new AllInOne(
                home,
                directory,
                "quarterdeck",
                "none",
                "API, store, scheduler and Kafka in one JVM; PostgreSQL beside it",
                Map.of());
    }

    /** What kube-apiserver and etcd are, and nobody who acts on what they hold. */
    public static AllInOne apiAlone(Path home, Path directory) {
        return new AllInOne(
                home,
                directory,
                API_ALONE,
                "api",
                "API, store and Kafka in one JVM, PostgreSQL beside it: what kube-apiserver and etcd are, without scheduler,"
                        + " controllers and nodes",
                Map.of());
    }

    /** @param heap its most, as {@code -Xmx} takes it */
    public static AllInOne withHeap(Path home, Path directory, String heap) {
        return new AllInOne(
                home, directory, LABEL, "simulated", "with `-Xmx" + heap + "`", Map.of("_JAVA_OPTIONS", "-Xmx" + heap));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String about() {
        return about;
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Running start() {
        close();
        started = true;
        run(
                Duration.ofSeconds(150),
                "up",
                "--runtime",
                runtime,
                "--no-merge-kubeconfig",
                "--port",
                FreePorts.find(1).getFirst().toString());
        return new Running(data.resolve("kubeconfig"), "quarterdeck=" + pid() + ",postgres=" + postgresPid() + "+");
    }

    private long pid() {
        JsonNode status =
                JsonMapper.shared().readTree(data.resolve("run/status.json").toFile());
        return status.path("pid").asLong();
    }

    private String postgresPid() {
        Path file = data.resolve("postgres/data/postmaster.pid");
        try {
            return Files.readAllLines(file).getFirst().strip();
        } catch (IOException e) {
            throw new ProgramFailure("cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        if (started) {
            started = false;
            run(Duration.ofSeconds(120), "reset", "--yes");
        }
    }

    private void run(Duration limit, String verb, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString(), verb, "--data", data.toString()));
        command.addAll(List.of(arguments));
        new Program(command, environment, data.resolveSibling(label + "-" + verb + ".log"), limit).run();
    }
}
