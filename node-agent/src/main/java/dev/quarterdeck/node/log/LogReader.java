package dev.quarterdeck.node.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one container's log piece by piece as a user wants to see it. Holds at most one piece in memory. When following, it waits for more until the
 * container has ended, and goes on in the new file when the log was rotated. Used by one thread at a time, which it blocks.
 */
public final class LogReader implements AutoCloseable {
    private static final int PIECE_BYTES = 32 * 1024;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int LONGEST_LINE_BYTES = 1024 * 1024;

    private final Path file;
    private final LogQuery query;
    private final BooleanSupplier running;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable RandomAccessFile log;
    private Object inode = "";
    private final byte[] buffer = new byte[PIECE_BYTES];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long left;
    private boolean startOfLine = true;

    /** @param running whether the container may still write */
    public LogReader(Path file, LogQuery query, BooleanSupplier running) {
        this.file = file;
        this.query = query;
        this.running = running;
        this.left = query.limitBytes();
    }

    /** The next piece; null at the end. May block for long when following, until {@link #close}. */
    public byte @Nullable [] next() throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (closed.getCount() > 0 && left != 0) {
            boolean mayGrow = query.follow() && running.getAsBoolean();
            RandomAccessFile source = open();
            int read = source == null ? -1 : source.read(buffer);
            if (read > 0) {
                take(buffer, read, out);
                if (out.size() > 0) {
                    return limited(out.toByteArray());
                }
            } else if (rotated()) {
                closeFile();
            } else if (!mayGrow) {
                return null;
            } else if (closed.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                return null;
            }
        }
        return null;
    }

    private @Nullable RandomAccessFile open() throws IOException {
        RandomAccessFile open = log;
        if (open == null && Files.exists(file)) {
            boolean first = inode.equals("");
            inode = Files.getAttribute(file, "unix:ino");
            open = new RandomAccessFile(file.toFile(), "r");
            if (first && query.tailLines() >= 0) {
                open.seek(tailOffset(open, query.tailLines()));
            }
            log = open;
        }
        return open;
    }

    /** Another file has taken the log's place. */
    private boolean rotated() throws IOException {
        return log != null
                && Files.exists(file)
                && !Files.getAttribute(file, "unix:ino").equals(inode);
    }

    /** Where the last lines begin, found from the end. */
    static long tailOffset(RandomAccessFile log, long lines) throws IOException {
        long position = log.length();
        byte[] block = new byte[PIECE_BYTES];
        long found = 0;
        boolean atEnd = true;
        while (position > 0) {
            int size = (int) Math.min(block.length, position);
            position -= size;
            log.seek(position);
            log.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    if (atEnd) {
                        atEnd = false;
                        continue;
                    }
                    if (++found >= lines) {
                        return lines == 0 ? log.length() : position + i + 1;
                    }
                }
                atEnd = false;
            }
        }
        return lines == 0 ? log.length() : 0;
    }

    private void take(byte[] bytes, int length, ByteArrayOutputStream out) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                emit(line.toString(StandardCharsets.UTF_8), out);
                line.reset();
            } else if (line.size() < LONGEST_LINE_BYTES) {
                line.write(bytes[i]);
            }
        }
    }

    private void emit(String raw, ByteArrayOutputStream out) {
        LogLine parsed = LogLine.parse(raw).orElse(null);
        if (parsed == null
                || (query.stream() != null && !query.stream().equals(parsed.stream()))
                || before(parsed.time())) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (query.timestamps() && startOfLine) {
            text.append(parsed.time()).append(' ');
        }
        text.append(parsed.text());
        if (!parsed.partial()) {
            text.append('\n');
        }
        startOfLine = !parsed.partial();
        out.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean before(String time) {
        if (query.since() == null) {
            return false;
        }
        try {
            return java.time.OffsetDateTime.parse(time).toInstant().isBefore(query.since());
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** A moment so many seconds ago, for {@code sinceSeconds}. */
    public static Instant since(Instant now, long seconds) {
        return now.minusSeconds(seconds);
    }

    private byte[] limited(byte[] piece) {
        if (left < 0) {
            return piece;
        }
        byte[] cut = piece.length <= left ? piece : java.util.Arrays.copyOf(piece, (int) left);
        left -= cut.length;
        return cut;
    }

    private void closeFile() throws IOException {
        RandomAccessFile open = log;
        log = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends a blocked {@link #next} as well. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Gives the file back; to be called by the reading thread when it is done. */
    public void release() {
        try {
            closeFile();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
