package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A restored store beside the one that it will replace, in {@code restore/} of the data directory. The mark {@code whole} is written once it is recovered and
 * fenced; from then on it counts, and {@link #install} moves it into place, as often as it takes: it can be cut short anywhere and begun again. Before that it is
 * rubbish, and the old store is as it was.
 */
public final class StagedRestore {
    private final DataDirectory directory;

    public StagedRestore(DataDirectory directory) {
        this.directory = directory;
    }

    Path postgres() {
        return root().resolve("postgres");
    }

    /** Where files beside the store go, under their names in the data directory. */
    Path root() {
        return directory.restore();
    }

    private Path mark() {
        return root().resolve("whole");
    }

    public boolean isPresent() {
        return Files.isDirectory(root());
    }

    public boolean isWhole() {
        return Files.exists(mark());
    }

    /** Removes what a restore that was cut short has left, its server too. */
    public void discard() {
        if (!isPresent()) {
            return;
        }
        try {
            if (Files.isDirectory(postgres())) {
                EmbeddedPostgres.stopLeftOver(
                        new EmbeddedPostgres.Settings(postgres(), directory.programs(), 0, "unused"));
            }
            EmbeddedDirectories.delete(root());
        } catch (IOException e) {
            throw new LauncherException("cannot remove " + root() + ": " + e.getMessage());
        }
    }

    /** @param name of the place where what is replaced goes, below {@code replaced/} */
    void markWhole(String name) throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            for (Path place : all.filter(Files::isDirectory).toList()) {
                FileCopies.force(place);
            }
        }
        Path fresh = root().resolve("whole.new");
        Files.writeString(fresh, name);
        Files.move(fresh, mark(), StandardCopyOption.ATOMIC_MOVE);
        FileCopies.force(root());
    }

    /** Puts a whole one in the place of the old store, which is kept aside. Returns where that is. */
    public Path install() {
        try {
            Path aside = directory.replaced().resolve(Files.readString(mark()).strip());
            Files.createDirectories(aside);
            for (String part : parts()) {
                Path fresh = root().resolve(part);
                if (!Files.exists(fresh)) {
                    continue;
                }
                Path place = directory.root().resolve(part);
                if (Files.exists(place)) {
                    EmbeddedDirectories.delete(aside.resolve(part));
                    Files.move(place, aside.resolve(part));
                }
                Files.move(fresh, place);
            }
            FileCopies.force(directory.root());
            removeOlder(aside);
            EmbeddedDirectories.delete(root());
            return aside;
        } catch (IOException e) {
            throw new LauncherException("the restore is whole and not in place yet: " + e.getMessage()
                    + "; ./quarterdeck up goes on with it");
        }
    }

    private static List<String> parts() {
        List<String> parts = new ArrayList<>(ClusterFiles.parts());
        parts.add("postgres");
        return parts;
    }

    /** One store that was replaced is kept, the last. */
    private void removeOlder(Path kept) throws IOException {
        try (Stream<Path> others = Files.list(directory.replaced())) {
            for (Path other : others.filter(o -> !o.equals(kept)).toList()) {
                EmbeddedDirectories.delete(other);
            }
        }
    }
}
