package dev.quarterdeck.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What tells one PostgreSQL database system from another: a server refuses write-ahead log that bears another one than its own. It stands at the head of
 * {@code global/pg_control}, which a checksum guards, and of each file of the log, after the header of its first page; as pg_createsubscriber(1) does, one
 * that does not run can be given a new one. Not thread-safe.
 *
 * @param data the data directory of a server that does not run, and was shut down in order
 */
record SystemIdentifier(Path data) {
    private static final int MICROSECONDS_AT = 12;
    private static final int PAGE_HEADER = 24;
    /** The control file is one page, most of it empty; the checksum is the last of what is used. */
    private static final int LONGEST_CONTROL = 512;

    /** @throws IOException where the control file is not as it should be; nothing was changed then */
    void change(long identifier) throws IOException {
        ByteBuffer control = ordered(Files.readAllBytes(control()));
        int checksumAt = checksumAt(control);
        control.putLong(0, identifier);
        control.putInt(checksumAt, checksum(control, checksumAt));
        List<Path> log;
        try (Stream<Path> files = Files.list(data.resolve("pg_wal"))) {
            log = files.filter(Files::isRegularFile).toList();
        }
        for (Path segment : log) {
            try (var file = Files.newByteChannel(segment, StandardOpenOption.WRITE)) {
                file.position(PAGE_HEADER).write(ordered(new byte[Long.BYTES]).putLong(0, identifier));
            }
        }
        Files.write(control(), control.array(), StandardOpenOption.WRITE);
    }

    /** As initdb makes them: from the time, to the microsecond, and by chance where that takes the process. */
    static long fresh(Instant now, RandomGenerator random) {
        long microseconds = now.getNano() / 1_000;
        return now.getEpochSecond() << 32 | microseconds << MICROSECONDS_AT | random.nextInt(1 << MICROSECONDS_AT);
    }

    private Path control() {
        return data.resolve("global/pg_control");
    }

    private int checksumAt(ByteBuffer control) throws IOException {
        for (int end = Long.BYTES; end < Math.min(LONGEST_CONTROL, control.capacity()); end += Integer.BYTES) {
            if (control.getInt(end) == checksum(control, end)) {
                return end;
            }
        }
        throw new IOException(control() + " has no checksum that fits");
    }

    private static int checksum(ByteBuffer control, int end) {
        CRC32C crc = new CRC32C();
        crc.update(control.array(), 0, end);
        return (int) crc.getValue();
    }

    private static ByteBuffer ordered(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
