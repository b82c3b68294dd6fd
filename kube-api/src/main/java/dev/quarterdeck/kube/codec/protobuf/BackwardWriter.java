package dev.quarterdeck.kube.codec.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * The wire format written from its end to its beginning, so that the length of a nested message is known when its tag is written and nothing is measured
 * twice. Grows as needed; one thread.
 */
final class BackwardWriter {
    private byte[] buffer;
    private int at;

    BackwardWriter(int expected) {
        buffer = new byte[Math.max(64, expected)];
        at = buffer.length;
    }

    /** Bytes written so far. */
    int length() {
        return buffer.length - at;
    }

    byte[] toByteArray() {
        return java.util.Arrays.copyOfRange(buffer, at, buffer.length);
    }

    private void need(int count) {
        if (at >= count) {
            return;
        }
        int used = length();
        byte[] larger = new byte[Math.max(buffer.length * 2, used + count)];
        System.arraycopy(buffer, at, larger, larger.length - used, used);
        at = larger.length - used;
        buffer = larger;
    }

    void varint(long value) {
        int size = sizeOf(value);
        need(size);
        at -= size;
        int to = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[to++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        buffer[to] = (byte) rest;
    }

    /** Bytes that a varint takes. */
    static int sizeOf(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    void fixed64(double value) {
        need(8);
        long bits = Double.doubleToRawLongBits(value);
        at -= 8;
        for (int i = 0; i < 8; i++) {
            buffer[at + i] = (byte) (bits >>> 8 * i);
        }
    }

    void raw(byte[] bytes) {
        need(bytes.length);
        at -= bytes.length;
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
    }

    /** A whole length-delimited field. */
    void bytes(int field, byte[] bytes) {
        raw(bytes);
        varint(bytes.length);
        tag(field, WireReader.LENGTH);
    }

    /** A whole string field. */
    @SuppressWarnings("deprecation") // the only copy of Latin characters without a byte array in between
    void string(int field, String text) {
        int length = text.length();
        if (isAscii(text, length)) {
            need(length);
            at -= length;
            text.getBytes(0, length, buffer, at);
            varint(length);
            tag(field, WireReader.LENGTH);
        } else {
            bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isAscii(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** A whole varint field. */
    void number(int field, long value) {
        varint(value);
        tag(field, WireReader.VARINT);
    }

    /** Ends, that is begins, a nested message whose content was written since {@link #length} was {@code before}. */
    void nested(int field, int before) {
        varint(length() - before);
        tag(field, WireReader.LENGTH);
    }
}
