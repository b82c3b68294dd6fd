package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.direct.BodyTurns;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * The body of a list as a stream of equal chunks, made only as fast as the connection takes them: head, items with what stands before each, tail. Whatever the length
 * of the list, one chunk and one item are in memory besides what the connection holds. One subscriber.
 */
final class ListBody {
    static final int CHUNK = BodyTurns.PART;

    private final Iterator<byte[]> items;
    private final Separator separator;
    private final int leftOut;
    private final byte[] tail;
    private final byte[] between = new byte[12];

    private byte[] current;
    private int offset;
    private int betweenAt;
    private int betweenEnd;
    private boolean first = true;
    private boolean ending;
    private boolean done;

    /** What stands before an item. */
    interface Separator {
        /** Commas between items. */
        Separator COMMA = (into, length, first) -> {
            into[0] = ',';
            return first ? 0 : 1;
        };

        /** Commas between items, and what an item begins with whose first bytes are left out. */
        Separator COMMA_AND_BRACE = (into, length, first) -> {
            into[0] = (byte) (first ? '{' : ',');
            into[1] = '{';
            return first ? 1 : 2;
        };

        /** Puts it into the array, of 12 bytes, and returns its length. @param length of the item */
        int put(byte[] into, int length, boolean first);
    }

    ListBody(byte[] head, Iterator<byte[]> items, Separator separator, byte[] tail) {
        this(head, items, separator, 0, tail);
    }

    private ListBody(byte[] head, Iterator<byte[]> items, Separator separator, int leftOut, byte[] tail) {
        this.items = items;
        this.separator = separator;
        this.leftOut = leftOut;
        this.tail = tail;
        this.current = head;
    }

    /**
     * Items as they are stored, but for the first bytes of each up to {@code "metadata"}.
     *
     * @param leftOut how many bytes, the brace included; 0 for none
     */
    static ListBody stored(byte[] head, Iterator<byte[]> items, int leftOut, byte[] tail) {
        return new ListBody(head, items, leftOut == 0 ? Separator.COMMA : Separator.COMMA_AND_BRACE, leftOut, tail);
    }

    /** The length in bytes where items go out as {@link #stored}. */
    static long length(byte[] head, ListPage page, int leftOut, byte[] tail) {
        long shorter = leftOut == 0 ? 0 : (leftOut - 1L) * page.size();
        return head.length + tail.length + Math.max(0, page.size() - 1) + page.bytes() - shorter;
    }

    /** The next chunk in memory of the connection's own pool; null at the end. */
    @Nullable
    DataBuffer next(NettyDataBufferFactory factory) {
        if (done) {
            return null;
        }
        ByteBuf chunk = factory.getByteBufAllocator().heapBuffer(CHUNK, CHUNK);
        boolean filled = false;
        try {
            int length = fill(chunk.array(), chunk.arrayOffset(), CHUNK);
            if (length == 0) {
                return null;
            }
            filled = true;
            return factory.wrap(chunk.writerIndex(length));
        } finally {
            if (!filled) {
                chunk.release();
            }
        }
    }

    /** All of it, where it is small. @param length as told by {@link #length} */
    byte[] whole(int length) {
        byte[] all = new byte[length];
        int filled = fill(all, 0, length);
        if (filled != length || fill(new byte[1], 0, 1) != 0) {
            throw new IllegalStateException("a list of " + length + " bytes came out otherwise");
        }
        return all;
    }

    Flux<DataBuffer> chunks(DataBufferFactory factory) {
        return Flux.generate(sink -> emit(sink, factory));
    }

    private void emit(SynchronousSink<DataBuffer> sink, DataBufferFactory factory) {
        byte[] chunk = new byte[CHUNK];
        int length = fill(chunk, 0, CHUNK);
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
    private int fill(byte[] chunk, int from, int capacity) {
        int at = from;
        int end = from + capacity;
        while (at < end && !done) {
            if (betweenAt < betweenEnd) {
                chunk[at++] = between[betweenAt++];
                continue;
            }
            int left = current.length - offset;
            if (left == 0) {
                advance();
                continue;
            }
            int n = Math.min(left, end - at);
            System.arraycopy(current, offset, chunk, at, n);
            offset += n;
            at += n;
        }
        return at - from;
    }

    /** Goes on to the next item, or to the tail. */
    private void advance() {
        offset = 0;
        if (ending) {
            done = true;
        } else if (items.hasNext()) {
            current = items.next();
            offset = leftOut;
            betweenAt = 0;
            betweenEnd = separator.put(between, current.length, first);
            first = false;
        } else {
            ending = true;
            current = tail;
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
                    int length = body.fill(chunk, 0, CHUNK);
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
