package dev.quarterdeck.launcher.story;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A new directory with a launcher for one cluster with simulated nodes, on a free port; gone with all that runs in it when it is closed. Needs kubectl. */
public final class LauncherDirectory implements AutoCloseable {
    private final Path root;
    private final Launcher launcher;
    private final String port = Integer.toString(FreePorts.find(1).getFirst());

    private LauncherDirectory(Path root) throws IOException {
        this.root = root;
        this.launcher = new Launcher(root.resolve("data"), Files.createDirectory(root.resolve("home")));
    }

    public static LauncherDirectory create(String name) throws IOException {
        RealHost.requireKubectl();
        return new LauncherDirectory(Files.createTempDirectory("quarterdeck-" + name));
    }

    /** The arguments that start the cluster. */
    public String[] up(String... more) {
        return Stream.concat(Stream.of("up", "--runtime", "simulated", "--port", port), Stream.of(more))
                .toArray(String[]::new);
    }

    public Launcher launcher() {
        return launcher;
    }

    public Path root() {
        return root;
    }

    public String port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        launcher.attempt("reset", "--yes");
        EmbeddedDirectories.delete(root);
    }
}
