package dev.quarterdeck.node.log;

import dev.quarterdeck.node.runtime.PodRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps a container's logs small: a file past the limit is moved aside and the runtime begins a new one; the oldest are deleted. */
public final class LogRotation {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final PodRuntime runtime;
    private final Clock clock;
    private final long maxBytes;
    private final int maxFiles;

    /** @param maxFiles of one container, the current one included */
    public LogRotation(PodRuntime runtime, Clock clock, long maxBytes, int maxFiles) {
        this.runtime = runtime;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** @return whether it was rotated */
    public boolean rotate(String containerId, Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) < maxBytes) {
            return false;
        }
        Path aside = file.resolveSibling(file.getFileName() + "." + STAMP.format(clock.instant()));
        Files.move(file, aside);
        runtime.reopenLog(containerId);
        List<Path> old;
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            old = files.filter(candidate -> candidate.getFileName().toString().startsWith(file.getFileName() + "."))
                    .sorted(Comparator.reverseOrder())
                    .skip(maxFiles - 1L)
                    .toList();
        }
        for (Path gone : old) {
            Files.deleteIfExists(gone);
        }
        return true;
    }
}
