package dev.quarterdeck.launcher.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The places in a cluster's data directory. Everything a cluster keeps is below {@link #root}. */
public record DataDirectory(Path root) {

    public static DataDirectory standard() {
        String configured = System.getenv("QUARTERDECK_DATA");
        if (configured != null && !configured.isBlank()) {
            return of(Path.of(configured));
        }
        return of(Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".quarterdeck"));
    }

    public static DataDirectory of(Path root) {
        return new DataDirectory(root.toAbsolutePath().normalize());
    }

    /** Makes the directories, or says why they can't be written. */
    public void prepare() {
        try {
            for (Path directory : new Path[] {root, run(), logs(), pki(), hosts()}) {
                Files.createDirectories(directory);
            }
            Path probe = Files.createTempFile(run(), "probe", "");
            Files.delete(probe);
        } catch (IOException e) {
            throw new LauncherException("cannot write the data directory " + root + ": " + reason(e)
                    + "; choose another one with --data DIR");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }

    public Path settings() {
        return root.resolve("cluster.json");
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    public Path pki() {
        return root.resolve("pki");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path programs() {
        return root.resolve("programs");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path hosts() {
        return root.resolve("hosts");
    }

    public Path host(String node) {
        return hosts().resolve(node);
    }
}
