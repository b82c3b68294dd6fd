package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.DataDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}, which every command takes. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the cluster's data directory (default: QUARTERDECK_DATA, else ~/.quarterdeck)")
    private @Nullable Path data;

    DataDirectory directory() {
        return data == null ? DataDirectory.standard() : DataDirectory.of(data);
    }
}
