package dev.quarterdeck.gateway.watch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a watch that are to be sent next, as pieces that are shared with the cache. They are copied only as they are taken, in chunks: an object of a megabyte
 * costs a watch that waits with it no more than a small one. Confined to the connection's thread.
 */
final class PendingLines {
    private final List<byte[]> pieces = new ArrayList<>();
    /** The first piece that is not taken whole, and how much of it is. */
    private int piece;

    private int offset;
    private int length;

    /** To add pieces to; {@link #added} says how long they are. */
    List<byte[]> pieces() {
        return pieces;
    }

    void added(int bytes) {
        length += bytes;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The next bytes, {@code most} at most. */
    ByteBuf take(int most, ByteBufAllocator buffers) {
        int size = Math.min(most, length);
        ByteBuf chunk = buffers.heapBuffer(size, size);
        while (chunk.isWritable()) {
            byte[] from = pieces.get(piece);
            int part = Math.min(from.length - offset, chunk.writableBytes());
            chunk.writeBytes(from, offset, part);
            offset += part;
            if (offset == from.length) {
                piece++;
                offset = 0;
            }
        }
        length -= size;
        if (length == 0) {
            clear();
        }
        return chunk;
    }

    void clear() {
        pieces.clear();
        piece = 0;
        offset = 0;
        length = 0;
    }
}
