package dev.quarterdeck.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemIdentifierTest {
    @TempDir
    Path data;

    @Test
    void aFreshOneHoldsItsTime() {
        Instant now = Instant.parse("2026-03-01T12:00:00.123456Z");
        long identifier = SystemIdentifier.fresh(now, new Random(1));
        assertThat(identifier).isPositive();
        assertThat(identifier >>> 32).isEqualTo(now.getEpochSecond());
        assertThat(identifier >>> 12 & 0xfffff).isEqualTo(123_456);
        assertThat(SystemIdentifier.fresh(now, new Random(2))).isNotEqualTo(identifier);
    }

    @Test
    void nothingIsChangedWhereTheControlFileIsNotAsItShouldBe() throws Exception {
        Path control = Files.createDirectories(data.resolve("global")).resolve("pg_control");
        byte[] page = new byte[8192];
        new Random(3).nextBytes(page);
        Files.write(control, page);
        Path segment = Files.createDirectories(data.resolve("pg_wal")).resolve("000000010000000000000001");
        Files.write(segment, page);
        assertThatThrownBy(() -> new SystemIdentifier(data).change(7))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no checksum that fits");
        assertThat(control).hasBinaryContent(page);
        assertThat(segment).hasBinaryContent(page);
    }
}
