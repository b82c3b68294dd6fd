package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code metadata.labels} of a stored object without building its tree, and stops there: metadata stands near the start of stored bytes. */
final class StoredLabels {

    private StoredLabels() {}

    /** Empty where the object has none. */
    static Map<String, String> read(byte[] json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            if (!enter(parser, "metadata") || !enter(parser, "labels")) {
                return Map.of();
            }
            Map<String, String> labels = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    labels.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            return labels.isEmpty() ? Map.of() : labels;
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
