package dev.quarterdeck.launcher.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArchiveTest {
    @TempDir
    private Path directory;

    private Path jar;
    private StartArchive archive;

    @BeforeEach
    void make() throws IOException {
        jar = Files.writeString(directory.resolve("a.jar"), "classes");
        archive = new StartArchive(directory.resolve("quarterdeck.aot"), jar.toString());
    }

    private void replace() throws IOException {
        archive.replaceWith(Files.writeString(directory.resolve("fresh"), "archive"));
    }

    @Test
    void thatOfTheseJarsIsCurrent() throws IOException {
        assertThat(archive.isCurrent()).isFalse();
        replace();
        assertThat(archive.isCurrent()).isTrue();
        assertThat(directory.resolve("fresh")).doesNotExist();
    }

    @Test
    void aJarThatWasBuiltAgainMakesItStale() throws IOException {
        replace();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(archive.isCurrent()).isFalse();
    }

    @Test
    void anotherClassPathIsNotItsOwn() throws IOException {
        replace();
        Path other = Files.writeString(directory.resolve("b.jar"), "more");
        String longer = jar + File.pathSeparator + other;
        assertThat(new StartArchive(archive.file(), longer).isCurrent()).isFalse();
    }

    @Test
    void oneThatWasNotFinishedIsNotUsed() throws IOException {
        Files.writeString(archive.file(), "half");
        assertThat(archive.isCurrent()).isFalse();
        replace();
        Files.delete(archive.file());
        assertThat(archive.isCurrent()).isFalse();
    }

    @Test
    void whatTheDirectoryNamesInAnyOrderIsSorted() {
        assertThat(ClusterJvm.ordered("/z/main.jar:/z/lib/b.jar:/z/lib/a.jar"))
                .isEqualTo("/z/main.jar:/z/lib/a.jar:/z/lib/b.jar");
        assertThat(ClusterJvm.ordered("/z/main.jar:/z/classes:/z/a.jar")).isEqualTo("/z/main.jar:/z/classes:/z/a.jar");
    }
}
