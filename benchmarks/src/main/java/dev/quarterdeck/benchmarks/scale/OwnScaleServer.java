package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.server.Server;
import dev.quarterdeck.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./quarterdeck up --runtime simulated --nodes N}: every service, all nodes, and Kafka in one JVM; PostgreSQL beside it. */
public final class OwnScaleServer implements ScaleServer {
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private final Path script;
    private final Path data;
    private @Nullable Process starting;

    /** @param home the source tree, built */
    public OwnScaleServer(Path home, Path directory) {
        this.script = home.resolve("quarterdeck");
        this.data = directory.resolve("scale");
    }

    @Override
    public String label() {
        return "all-in-one";
    }

    @Override
    public String about() {
        return "`./quarterdeck up --runtime simulated --nodes N`: every service, all nodes and Kafka in one JVM; PostgreSQL beside it";
    }

    @Override
    public boolean canSilence() {
        return true;
    }

    @Override
    public Server.Running start(int nodes) {
        close();
        List<String> command = command(
                "up",
                "--runtime",
                "simulated",
                "--nodes",
                Integer.toString(nodes),
                "--no-merge-kubeconfig",
                "--port",
                FreePorts.find(1).getFirst().toString());
        starting = new Program(command, Map.of(), data.resolveSibling("scale-up.log"), PATIENCE).start();
        Waiting.until("the cluster says where it is", PATIENCE, () -> pid() > 0 && Files.exists(postmaster()));
        return new Server.Running(data.resolve("kubeconfig"), "quarterdeck=" + pid() + ",postgres=" + postgres() + "+");
    }

    private Path postmaster() {
        return data.resolve("postgres/data/postmaster.pid");
    }

    private long pid() {
        Path file = data.resolve("run/status.json");
        if (!Files.exists(file)) {
            return 0;
        }
        JsonNode status = JsonMapper.shared().readTree(file.toFile());
        return status.path("pid").asLong();
    }

    private String postgres() {
        try {
            return Files.readAllLines(postmaster()).getFirst().strip();
        } catch (IOException e) {
            throw new ProgramFailure("cannot read " + postmaster(), e);
        }
    }

    private List<String> command(String verb, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString(), verb, "--data", data.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() {
        Process up = starting;
        if (up != null) {
            Program.end(up, Duration.ofSeconds(10));
        }
        if (up != null || Files.exists(data)) {
            starting = null;
            new Program(command("reset", "--yes"), Map.of(), data.resolveSibling("scale-reset.log"), PATIENCE).run();
        }
    }
}
