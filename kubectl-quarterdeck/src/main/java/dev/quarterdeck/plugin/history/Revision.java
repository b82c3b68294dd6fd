package dev.quarterdeck.plugin.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One revision of an object.
 *
 * @param type ADDED, MODIFIED, DELETED, or BASE for the object as it was when history began
 * @param time null for BASE
 * @param json as the gateway sent it
 */
public record Revision(
        long number,
        String type,
        @Nullable Instant time,
        String user,
        String userAgent,
        String fieldManager,
        String verb,
        String subresource,
        ObjectNode object,
        JsonNode json) {

    static Revision of(JsonNode item) {
        JsonNode time = item.path("time");
        return new Revision(
                Long.parseLong(item.path("revision").asString("0")),
                item.path("type").asString(""),
                time.isString() ? Instant.parse(time.stringValue()) : null,
                item.path("user").asString(""),
                item.path("userAgent").asString(""),
                item.path("fieldManager").asString(""),
                item.path("verb").asString(""),
                item.path("subresource").asString(""),
                (ObjectNode) item.get("object"),
                item);
    }

    public boolean isDeletion() {
        return type.equals("DELETED");
    }

    boolean isBase() {
        return type.equals("BASE");
    }
}
