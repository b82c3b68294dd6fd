package dev.quarterdeck.launcher.jvm;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's programs as the training run unpacked them, beside the start archive: copying them takes a tenth of the time of unpacking. A data directory gets
 * a copy of its own, since the build may be deleted while the cluster runs. Where there are none, they are unpacked as ever.
 */
public final class PreparedPrograms {
    private static final String NAME = "programs";

    private PreparedPrograms() {}

    /** Keeps what a training run has unpacked. */
    public static void keep(StartArchive archive, Path programs) throws IOException {
        Path kept = archive.file().resolveSibling(NAME);
        Path fresh = archive.file().resolveSibling(NAME + ".new");
        EmbeddedDirectories.delete(fresh);
        copy(programs, fresh);
        EmbeddedDirectories.delete(kept);
        Files.move(fresh, kept);
    }

    /** Does nothing where {@code programs} is there already, or where nothing is prepared for this build. */
    public static void copyInto(Path programs) {
        StartArchive.ofThisBuild().filter(StartArchive::isCurrent).ifPresent(archive -> {
            Path kept = archive.file().resolveSibling(NAME);
            if (Files.exists(programs) || !Files.isDirectory(kept)) {
                return;
            }
            Path fresh = programs.resolveSibling(NAME + ".new");
            try {
                EmbeddedDirectories.delete(fresh);
                copy(kept, fresh);
                Files.move(fresh, programs, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LoggerFactory.getLogger(PreparedPrograms.class).warn("prepared programs cannot be copied", e);
            }
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
