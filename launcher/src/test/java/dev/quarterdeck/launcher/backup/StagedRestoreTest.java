package dev.quarterdeck.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange of two stores can be cut short after any of its steps, and begun again. */
class StagedRestoreTest {
    private static final String[] PARTS = {"cluster.json", "pki", "postgres"};

    @TempDir
    Path root;

    private DataDirectory directory;
    private StagedRestore staged;

    @BeforeEach
    void twoStores() throws IOException {
        directory = DataDirectory.of(root);
        staged = new StagedRestore(directory);
        store(root, "old");
        Files.createDirectories(directory.restore());
        store(directory.restore(), "new");
    }

    private static void store(Path place, String content) throws IOException {
        Files.writeString(place.resolve("cluster.json"), content);
        Files.writeString(Files.createDirectories(place.resolve("pki")).resolve("file"), content);
        Files.writeString(Files.createDirectories(place.resolve("postgres")).resolve("file"), content);
    }

    private static String read(Path place, String part) throws IOException {
        Path file = place.resolve(part);
        return Files.readString(Files.isDirectory(file) ? file.resolve("file") : file);
    }

    /** Two moves for each part: the old one aside, the new one into place. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void anInstallationThatWasCutShortIsFinished(int moves) throws IOException {
        staged.markWhole("before");
        Path aside = Files.createDirectories(directory.replaced().resolve("before"));
        for (int i = 0; i < moves; i++) {
            String part = PARTS[i / 2];
            if (i % 2 == 0) {
                Files.move(root.resolve(part), aside.resolve(part));
            } else {
                Files.move(directory.restore().resolve(part), root.resolve(part));
            }
        }
        assertThat(staged.install()).isEqualTo(aside);
        for (String part : PARTS) {
            assertThat(read(root, part)).isEqualTo("new");
            assertThat(read(aside, part)).isEqualTo("old");
        }
        assertThat(staged.isPresent()).isFalse();
    }

    @Test
    void whatIsNotWholeIsRubbishAndTheOldStoreStays() throws IOException {
        assertThat(staged.isPresent()).isTrue();
        assertThat(staged.isWhole()).isFalse();
        staged.discard();
        assertThat(directory.restore()).doesNotExist();
        assertThat(read(root, "postgres")).isEqualTo("old");
    }

    @Test
    void onlyTheLastReplacedStoreIsKept() throws IOException {
        Path older = Files.createDirectories(directory.replaced().resolve("older"));
        staged.markWhole("before");
        assertThat(staged.install()).exists();
        assertThat(older).doesNotExist();
    }
}
