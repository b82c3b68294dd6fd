package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.launcher.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a data directory makes the cluster itself, beside its store: passwords and settings, the authority with its keys, the key that signs tokens. All else is
 * made anew or belongs to the machine.
 */
final class ClusterFiles {
    private static final List<String> PARTS = List.of("cluster.json", "pki");

    private ClusterFiles() {}

    /** Names directly below the data directory. */
    static List<String> parts() {
        return PARTS;
    }

    /** Regular files, relative to the data directory. */
    static List<Path> of(DataDirectory directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : PARTS) {
            Path place = directory.root().resolve(part);
            if (Files.exists(place)) {
                try (Stream<Path> below = Files.walk(place)) {
                    below.filter(Files::isRegularFile)
                            .map(directory.root()::relativize)
                            .forEach(files::add);
                }
            }
        }
        return files;
    }
}
