package dev.quarterdeck.launcher.jvm;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.PostgresTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's programs as the training run unpacked them, and a data directory as initdb makes it, beside the start archive. A cluster gets both as its own,
 * since the build may be deleted while it runs: hard links to the programs, where the file system has them, and a copy of the data. Where there are none, it
 * unpacks and makes its own.
 */
public final class PreparedPostgres {
    private static final String NAME = "programs";
    private static final String TEMPLATES = "templates";

    private PreparedPostgres() {}

    /** Keeps what a training run has unpacked, and makes the template. */
    public static void keep(StartArchive archive, Path programs) throws IOException {
        Path kept = archive.file().resolveSibling(NAME);
        Path fresh = archive.file().resolveSibling(NAME + ".new");
        EmbeddedDirectories.delete(fresh);
        copy(programs, fresh);
        EmbeddedDirectories.delete(kept);
        Files.move(fresh, kept);
        template(archive).make(kept);
    }

    /** Of this build. It may hold nothing. */
    public static Optional<PostgresTemplate> template() {
        return StartArchive.ofThisBuild().map(PreparedPostgres::template);
    }

    private static PostgresTemplate template(StartArchive archive) {
        return new PostgresTemplate(archive.file().resolveSibling(TEMPLATES));
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
                LoggerFactory.getLogger(PreparedPostgres.class).warn("prepared programs cannot be copied", e);
            }
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (!isLinked(file, copy)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    /** Nobody writes into a program. */
    private static boolean isLinked(Path file, Path link) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.createLink(link, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
