package dev.quarterdeck.kube.codec.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON in which {@code < > &} and the two separators of lines are escapes, as Go writes it unless told otherwise. Pure. */
final class EscapedJson {

    private EscapedJson() {}

    /** The same array where there is nothing to escape. */
    static byte[] of(byte[] json) {
        int at = 0;
        while (at < json.length && escape(json, at) == null) {
            at++;
        }
        if (at == json.length) {
            return json;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
        out.write(json, 0, at);
        while (at < json.length) {
            String escape = escape(json, at);
            if (escape == null) {
                out.write(json[at++]);
            } else {
                out.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
                at += json[at] < 0 ? 3 : 1;
            }
        }
        return out.toByteArray();
    }

    /** Outside of strings none of these bytes occurs. */
    private static @Nullable String escape(byte[] json, int at) {
        return switch (json[at]) {
            case '<' -> "\\u003c";
            case '>' -> "\\u003e";
            case '&' -> "\\u0026";
            case (byte) 0xe2 ->
                at + 2 < json.length && json[at + 1] == (byte) 0x80
                        ? switch (json[at + 2]) {
                            case (byte) 0xa8 -> "\\u2028";
                            case (byte) 0xa9 -> "\\u2029";
                            default -> null;
                        }
                        : null;
            default -> null;
        };
    }
}
