package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code metadata.labels} of a stored object without building its tree, and stops there: metadata stands near the start of stored bytes. */
final class StoredLabels {

    private static final String[] NONE = {};

    private StoredLabels() {}

    /** Names and values in turn; empty where the object has none. */
    static String[] read(byte[] json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            if (!enter(parser, "metadata") || !enter(parser, "labels")) {
                return NONE;
            }
            List<String> pairs = new ArrayList<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    pairs.add(name);
                    pairs.add(parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            return pairs.toArray(NONE);
        }
    }

    /** Moves from the start of an object to the start of its field {@code name}, where that is an object. */
    private static boolean enter(JsonParser parser, String name) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = name.equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (found) {
                return value == JsonToken.START_OBJECT;
            }
            parser.skipChildren();
        }
        return false;
    }
}
