package dev.quarterdeck.kube.codec.protobuf;

import java.nio.charset.StandardCharsets;

/** The wire format (Protocol Buffers encoding): tags, varints, lengths, over a part of an array. Every read is checked against its end. */
final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;

    WireReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    boolean hasMore() {
        return at < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new MalformedProtobufException("unexpected EOF");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedProtobufException("proto: integer overflow");
    }

    double fixed64() {
        if (end - at < 8) {
            throw new MalformedProtobufException("unexpected EOF");
        }
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        at += 8;
        return Double.longBitsToDouble(value);
    }

    /** A reader of the next length-delimited field. */
    WireReader nested() {
        int length = length();
        WireReader nested = new WireReader(bytes, at, at + length);
        at += length;
        return nested;
    }

    byte[] bytes() {
        int length = length();
        byte[] result = new byte[length];
        System.arraycopy(bytes, at, result, 0, length);
        at += length;
        return result;
    }

    String string() {
        int length = length();
        String result = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return result;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new MalformedProtobufException("unexpected EOF");
        }
        return (int) length;
    }

    void skip(int wireType) {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case LENGTH -> advance(length());
            case FIXED32 -> advance(4);
            default -> throw new MalformedProtobufException("proto: illegal wireType " + wireType);
        }
    }

    private void advance(int count) {
        if (count > end - at) {
            throw new MalformedProtobufException("unexpected EOF");
        }
        at += count;
    }
}
