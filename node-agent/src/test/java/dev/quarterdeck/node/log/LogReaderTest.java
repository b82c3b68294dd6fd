package dev.quarterdeck.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("0.log");
        Files.writeString(file, """
                2026-01-01T00:00:01Z stdout F one
                2026-01-01T00:00:02Z stderr F two
                2026-01-01T00:00:03Z stdout P thr
                2026-01-01T00:00:03Z stdout F ee
                """);
    }

    private String read(LogQuery query) throws Exception {
        LogReader reader = new LogReader(file, query, () -> false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
            out.writeBytes(piece);
        }
        reader.release();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shows_text_without_the_runtimes_stamps() throws Exception {
        assertThat(read(LogQuery.ALL)).isEqualTo("one\ntwo\nthree\n");
        assertThat(read(new LogQuery(false, true, -1, -1, null, null)))
                .isEqualTo("2026-01-01T00:00:01Z one\n2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z three\n");
    }

    @Test
    void keeps_to_what_is_asked_for() throws Exception {
        assertThat(read(new LogQuery(false, false, 3, -1, null, null))).isEqualTo("two\nthree\n");
        assertThat(read(new LogQuery(false, false, 0, -1, null, null))).isEmpty();
        assertThat(read(new LogQuery(false, false, 99, -1, null, null))).isEqualTo("one\ntwo\nthree\n");
        assertThat(read(new LogQuery(false, false, -1, 6, null, null))).isEqualTo("one\ntw");
        assertThat(read(new LogQuery(false, false, -1, -1, Instant.parse("2026-01-01T00:00:02Z"), null)))
                .isEqualTo("two\nthree\n");
        assertThat(read(new LogQuery(false, false, -1, -1, null, "stderr"))).isEqualTo("two\n");
    }

    @Test
    void follows_into_the_next_file_until_the_container_ends() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        LogReader reader = new LogReader(file, new LogQuery(true, false, -1, -1, null, null), running::get);
        assertThat(new String(reader.next(), StandardCharsets.UTF_8)).endsWith("three\n");
        Files.writeString(file, "2026-01-01T00:00:04Z stdout F four\n", StandardOpenOption.APPEND);
        assertThat(new String(reader.next(), StandardCharsets.UTF_8)).isEqualTo("four\n");
        Files.move(file, directory.resolve("0.log.1"));
        Files.writeString(file, "2026-01-01T00:00:05Z stdout F five\n");
        assertThat(new String(reader.next(), StandardCharsets.UTF_8)).isEqualTo("five\n");
        running.set(false);
        assertThat(reader.next()).isNull();
        reader.release();
    }

    @Test
    void finds_the_last_lines_for_termination_messages() throws Exception {
        assertThat(LogTail.text(file, 80, 2048)).isEqualTo("one\ntwo\nthree\n");
        assertThat(LogTail.text(file, 80, 4)).isEqualTo("ree\n");
        assertThat(LogTail.text(directory.resolve("none"), 80, 4)).isEmpty();
    }
}
