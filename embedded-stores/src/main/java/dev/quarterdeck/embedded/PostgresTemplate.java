package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * A data directory that new ones are copied from, so that not each of them has to wait for initdb. Each copy becomes a database system of its own, with a
 * password of its own; nobody knows that of the template.
 *
 * @param directory holds one for each version of PostgreSQL
 */
public record PostgresTemplate(Path directory) {
    /** Where there is one already it stays. Two processes may make it at the same time: the first to finish wins. */
    public void make(Path programs) {
        if (data().isPresent()) {
            return;
        }
        Path home = PostgresBinaries.unpackInto(programs);
        try {
            Files.createDirectories(directory);
            Path fresh = Files.createTempDirectory(directory, "fresh-");
            try {
                new PostgresInitialization(new PostgresCommands(home, fresh))
                        .initdb(fresh.resolve("data"), UUID.randomUUID().toString());
                EmbeddedDirectories.moveInPlace(fresh.resolve("data"), named());
            } finally {
                EmbeddedDirectories.delete(fresh);
            }
        } catch (IOException e) {
            throw new EmbeddedStoreException("PostgreSQL: cannot make a template in " + directory + ": " + e, e);
        }
    }

    /** What can be copied; empty where it has not been made for this version. */
    Optional<Path> data() {
        return Optional.of(named()).filter(Files::isDirectory);
    }

    private Path named() {
        return directory.resolve("postgresql-" + PostgresBinaries.VERSION);
    }
}
