package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.codec.protobuf.ProtobufWatchEvent;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** WatchEvent messages, each after its length in four bytes; over a WebSocket, whose messages have lengths of their own, without. */
final class ProtobufFraming implements EventFraming {
    private static final byte[][] TYPES = new byte[Word.values().length][];

    static {
        for (Word word : Word.values()) {
            TYPES[word.ordinal()] = ProtobufWatchEvent.type(word.name());
        }
    }

    private final boolean lengths;

    /** @param lengths whether each event begins with its length */
    ProtobufFraming(boolean lengths) {
        this.lengths = lengths;
    }

    @Override
    public int frame(Word word, byte[] before, byte[] body, byte[] after, List<byte[]> pieces) {
        int object = before.length + body.length + after.length;
        byte[] head = ProtobufWatchEvent.head(TYPES[word.ordinal()], object, lengths);
        pieces.add(head);
        if (before.length > 0) {
            pieces.add(before);
        }
        pieces.add(body);
        if (after.length > 0) {
            pieces.add(after);
        }
        return head.length + object;
    }

    @Override
    public byte[] encode(ObjectNode object) {
        return ProtobufForms.writer().object(object);
    }
}
