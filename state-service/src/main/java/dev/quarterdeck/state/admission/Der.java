package dev.quarterdeck.state.admission;

import java.io.IOException;
import java.util.Arrays;

/** As much of DER (X.690) as finding the subject of a certificate request takes: elements one after the other, and inside one another. */
final class Der {
    private final byte[] data;
    private int at;

    Der(byte[] data) {
        this.data = data;
    }

    private record Element(int content, int end) {}

    private Element next() throws IOException {
        if (at + 2 > data.length) {
            throw new IOException("asn1: syntax error: data truncated");
        }
        int length = data[at + 1] & 0xFF;
        int content = at + 2;
        if (length > 127) {
            int bytes = length & 0x7F;
            if (bytes == 0 || bytes > 3 || content + bytes > data.length) {
                throw new IOException("asn1: structure error: length");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | data[content++] & 0xFF;
            }
        }
        if (length > data.length - content) {
            throw new IOException("asn1: syntax error: data truncated");
        }
        return new Element(content, content + length);
    }

    /** The elements inside the next one. */
    Der enter() throws IOException {
        Element element = next();
        at = element.end();
        return new Der(Arrays.copyOfRange(data, element.content(), element.end()));
    }

    void skip() throws IOException {
        at = next().end();
    }

    /** The next element with its tag and length. */
    byte[] bytes() throws IOException {
        return Arrays.copyOfRange(data, at, next().end());
    }
}
