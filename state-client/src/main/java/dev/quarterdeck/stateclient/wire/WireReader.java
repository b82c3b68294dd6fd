package dev.quarterdeck.stateclient.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link WireWriter} wrote, from a stream. Lengths above the bound are refused before anything is allocated. Not thread-safe. */
public final class WireReader {
    /** No object, and no list of texts, is larger. */
    private static final int MOST = 16 << 20;

    private final DataInputStream in;

    public WireReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    public long number() throws IOException {
        return in.readLong();
    }

    public int count() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("a count of " + count);
        }
        return count;
    }

    public boolean flag() throws IOException {
        return in.readByte() != 0;
    }

    public int code() throws IOException {
        return in.readByte();
    }

    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public List<String> texts() throws IOException {
        int count = count();
        List<String> texts = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    public byte[] bytes() throws IOException {
        byte[] bytes = nullableBytes();
        if (bytes == null) {
            throw new IOException("bytes are missing");
        }
        return bytes;
    }

    public byte @Nullable [] nullableBytes() throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > MOST) {
            throw new IOException("a length of " + length);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}
