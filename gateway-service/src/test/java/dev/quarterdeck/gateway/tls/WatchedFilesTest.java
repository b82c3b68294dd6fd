package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong();

    @Test
    void readsChangedFilesAgainButNotAtEachQuestion() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        WatchedFiles<String> value = new WatchedFiles<>(List.of(file), () -> Files.readString(file), now::get);
        change(file, "two", 2000);
        assertThat(value.get()).isEqualTo("one");
        now.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(value.get()).isEqualTo("two");
    }

    @Test
    void keepsWhatItHasWhereTheNewFilesCannotBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "one");
        WatchedFiles<String> value = new WatchedFiles<>(
                List.of(file),
                () -> {
                    String text = Files.readString(file);
                    if (text.equals("bad")) {
                        throw new IOException("bad");
                    }
                    return text;
                },
                now::get);
        change(file, "bad", 2000);
        now.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(value.get()).isEqualTo("one");
        change(file, "good", 3000);
        now.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(value.get()).isEqualTo("good");
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        Path missing = directory.resolve("missing.crt");
        assertThatThrownBy(() -> ServerTls.load(missing, missing, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("missing.crt");
    }

    private static void change(Path file, String text, long time) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time));
    }
}
