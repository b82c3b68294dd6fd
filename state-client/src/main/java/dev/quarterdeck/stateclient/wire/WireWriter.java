package dev.quarterdeck.stateclient.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Builds a message: numbers big-endian, strings and bytes after their length (4 bytes; -1 for null). Not thread-safe. */
public final class WireWriter {
    private byte[] buffer;
    private int size;

    public WireWriter(int expected) {
        this.buffer = new byte[Math.max(64, expected)];
    }

    private void room(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, bytes)));
        }
    }

    public WireWriter number(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public WireWriter count(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public WireWriter flag(boolean value) {
        room(1);
        buffer[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    public WireWriter code(int value) {
        room(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public WireWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public WireWriter texts(Collection<String> values) {
        count(values.size());
        values.forEach(this::text);
        return this;
    }

    public WireWriter bytes(byte @Nullable [] value) {
        if (value == null) {
            return count(-1);
        }
        count(value.length);
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    public int size() {
        return size;
    }

    public byte[] toBytes() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }
}
