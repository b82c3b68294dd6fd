package dev.quarterdeck.launcher.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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

    /** Makes the directories, or says why they can't be written. A directory that holds other things than a cluster's is left alone. */
    public void prepare() {
        refuseForeign();
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

    /** Without settings, or a restore under way, there is no cluster here: then only what a refused start leaves may be here, and backups. */
    private void refuseForeign() {
        if (Files.exists(settings()) || Files.exists(restore()) || !Files.isDirectory(root)) {
            return;
        }
        Set<Path> own = Set.of(run(), logs(), pki(), hosts(), backups(), programs(), root.resolve("lost+found"));
        try (Stream<Path> entries = Files.list(root)) {
            List<String> foreign = entries.filter(e -> !own.contains(e))
                    .map(e -> e.getFileName().toString())
                    .sorted()
                    .toList();
            if (!foreign.isEmpty()) {
                String what = foreign.contains("PG_VERSION") ? "a PostgreSQL data directory" : "not a cluster's";
                throw new LauncherException("the data directory " + root + " is not empty and " + what + " (it holds "
                        + String.join(", ", foreign.subList(0, Math.min(5, foreign.size())))
                        + "); choose another one with --data DIR. Nothing was changed");
            }
        } catch (IOException e) {
            throw new LauncherException("cannot read the data directory " + root + ": " + reason(e));
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

    /** Where backups go by default. */
    public Path backups() {
        return root.resolve("backups");
    }

    /** A restored store that is not in place yet. */
    public Path restore() {
        return root.resolve("restore");
    }

    /** What the last restore has replaced. */
    public Path replaced() {
        return root.resolve("replaced");
    }

    public Path host(String node) {
        return hosts().resolve(node);
    }
}
