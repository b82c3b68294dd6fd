package dev.quarterdeck.gateway.read;

import dev.quarterdeck.stream.cache.CachedObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * The body of a list as a stream of equal chunks, made only as fast as the connection takes them: head, items joined by commas, tail. Whatever the length
 * of the list, one chunk and one item are in memory besides what the connection holds. One subscriber.
 */
final class ListBody {
    static final int CHUNK = 32 * 1024;

    private final byte[] head;
    private final List<CachedObject> items;
    private final Function<CachedObject, byte[]> encoder;
    private final byte[] tail;

    /** The next piece to copy: -1 head, then items, then tail. */
    private int piece = -1;

    private byte[] current;
    private int offset;
    private boolean done;

    ListBody(byte[] head, List<CachedObject> items, Function<CachedObject, byte[]> encoder, byte[] tail) {
        this.head = head;
        this.items = items;
        this.encoder = encoder;
        this.tail = tail;
        this.current = head;
    }

    /** The length in bytes where items go out as they are. */
    static long length(byte[] head, List<CachedObject> items, byte[] tail) {
        long length = head.length + tail.length + Math.max(0, items.size() - 1);
        for (CachedObject item : items) {
            length += item.json().length;
        }
        return length;
    }

    Flux<DataBuffer> chunks(DataBufferFactory factory) {
        return Flux.generate(sink -> emit(sink, factory));
    }

    private void emit(SynchronousSink<DataBuffer> sink, DataBufferFactory factory) {
        byte[] chunk = new byte[CHUNK];
        int length = fill(chunk);
        if (length > 0) {
            sink.next(length == CHUNK ? factory.wrap(chunk) : factory.wrap(java.util.Arrays.copyOf(chunk, length)));
        } else {
            sink.complete();
        }
    }

    /** The same, compressed at the fastest level. */
    Flux<DataBuffer> gzipped(DataBufferFactory factory) {
        return Flux.generate(Gzip::new, (gzip, sink) -> {
            byte[] bytes = gzip.next(this);
            if (bytes == null) {
                sink.complete();
            } else {
                sink.next(factory.wrap(bytes));
            }
            return gzip;
        });
    }

    /** Fills the chunk as far as there is something; 0 at the end. */
    private int fill(byte[] chunk) {
        int length = 0;
        while (length < chunk.length && !done) {
            int left = current.length - offset;
            if (left == 0) {
                advance();
                if (!done && piece > 0 && piece < items.size()) {
                    chunk[length++] = ',';
                }
                continue;
            }
            int n = Math.min(left, chunk.length - length);
            System.arraycopy(current, offset, chunk, length, n);
            offset += n;
            length += n;
        }
        return length;
    }

    private void advance() {
        piece++;
        offset = 0;
        if (piece < items.size()) {
            current = encoder.apply(items.get(piece));
        } else if (piece == items.size()) {
            current = tail;
        } else {
            done = true;
        }
    }

    private static final class Gzip {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
        private final GZIPOutputStream stream;
        private final byte[] chunk = new byte[CHUNK];
        private boolean finished;

        Gzip() {
            try {
                stream = new GZIPOutputStream(out) {
                    {
                        def.setLevel(1);
                    }
                };
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte @Nullable [] next(ListBody body) {
            if (finished) {
                return null;
            }
            try {
                while (out.size() == 0 && !finished) {
                    int length = body.fill(chunk);
                    if (length == 0) {
                        stream.close();
                        finished = true;
                    } else {
                        stream.write(chunk, 0, length);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            byte[] bytes = out.toByteArray();
            out.reset();
            return bytes;
        }
    }
}
