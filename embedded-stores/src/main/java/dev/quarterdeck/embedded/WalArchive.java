package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the server of a directory puts each finished segment of its log: behind the link {@code archive} beside its data, compressed. Without the link nothing is
 * kept, so that a cluster nobody backs up fills no disk. A segment that cannot be kept is kept back by the server, and tried again, until it can.
 *
 * @param directory of {@link EmbeddedPostgres.Settings}
 */
public record WalArchive(Path directory) {
    private static final String SUFFIX = ".gz";

    /** Settings of a server that archives. They hold for a server's life, so that a first backup needs no new start. */
    public List<String> options() {
        String link = ShellWords.quote(link().toString()).replace("%", "%%");
        // a name that is there is whole, since it was moved into place
        String command = "A=" + link + "; test ! -L \"$A\" || test -e \"$A/%f" + SUFFIX + "\" || {"
                + " gzip -1 -c \"%p\" > \"$A/.%f.tmp\" && chmod 600 \"$A/.%f.tmp\" && sync \"$A/.%f.tmp\""
                + " && mv \"$A/.%f.tmp\" \"$A/%f" + SUFFIX + "\"; }";
        return List.of("archive_mode=on", "archive_command=" + command);
    }

    /** The command by which a server that recovers fetches a segment from {@code wal}. */
    static String restoreCommand(Path wal) {
        String from = ShellWords.quote(wal.toString()).replace("%", "%%");
        return "W=" + from + "; test -e \"$W/%f" + SUFFIX + "\" && gzip -dc \"$W/%f" + SUFFIX + "\" > \"%p\"";
    }

    /** The archived form of a segment or history file. */
    public static Path file(Path wal, String name) {
        return wal.resolve(name + SUFFIX);
    }

    /** The name that the server knows an archived file by; empty for other files. */
    public static Optional<String> nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || !name.endsWith(SUFFIX)
                ? Optional.empty()
                : Optional.of(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Where segments go; empty where none are kept. */
    public Optional<Path> target() throws IOException {
        return Files.isSymbolicLink(link()) ? Optional.of(Files.readSymbolicLink(link())) : Optional.empty();
    }

    /** From now on segments go to {@code wal}, in the place of where they went before. */
    public void sendTo(Path wal) throws IOException {
        if (target().filter(wal::equals).isPresent()) {
            return;
        }
        Path fresh = directory.resolve("archive.new");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, wal);
        Files.move(
                fresh,
                link(),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Path link() {
        return directory.resolve("archive");
    }
}
