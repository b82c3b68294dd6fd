package dev.quarterdeck.gateway.watch;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How one event stands in a stream. Stateless. */
interface EventFraming {
    byte[] NOTHING = {};

    /** What happened, as clients are told. */
    enum Word {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK,
        ERROR
    }

    /**
     * Adds the pieces of one event; returns their length.
     *
     * @param before what stands before the body within the object, and {@code after} what stands after it
     */
    int frame(Word word, byte[] before, byte[] body, byte[] after, List<byte[]> pieces);

    default int frame(Word word, byte[] body, List<byte[]> pieces) {
        return frame(word, NOTHING, body, NOTHING, pieces);
    }

    /** An object that only this watch is shown. */
    byte[] encode(ObjectNode object);
}
