package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Lines: {@code {"type":...,"object":...}}. */
final class JsonFraming implements EventFraming {
    private static final byte[][] HEADS = new byte[Word.values().length][];
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

    static {
        for (Word word : Word.values()) {
            HEADS[word.ordinal()] = ("{\"type\":\"" + word + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Override
    public int frame(Word word, byte[] before, byte[] body, byte[] after, List<byte[]> pieces) {
        byte[] head = HEADS[word.ordinal()];
        pieces.add(head);
        pieces.add(body);
        pieces.add(END);
        return head.length + body.length + END.length;
    }

    @Override
    public byte[] encode(ObjectNode object) {
        return Json.write(object);
    }
}
