package dev.quarterdeck.kube.object;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object encoded once, before its revision is known: JSON without {@code metadata.resourceVersion}, and the place where it belongs. The revision is
 * assigned while the commit holds the counter, so all that is left to do there is one copy.
 */
public final class EncodedObject {
    private static final byte[] FIELD = "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] json;
    private final int at;

    private EncodedObject(byte[] json, int at) {
        this.json = json;
        this.at = at;
    }

    /** Encodes {@code object} with kind, apiVersion and metadata first. The tree keeps its resourceVersion; the bytes leave it out. */
    public static EncodedObject of(ObjectNode object) {
        ObjectNode ordered = object.objectNode();
        ObjectNode metadata = object.objectNode();
        copy(object, ordered, "kind");
        copy(object, ordered, "apiVersion");
        if (object.get("metadata") instanceof ObjectNode m) {
            for (Map.Entry<String, JsonNode> field : m.properties()) {
                if (!field.getKey().equals("resourceVersion")) {
                    metadata.set(field.getKey(), field.getValue());
                }
            }
        }
        int at = Json.write(ordered).length - 1 + (ordered.isEmpty() ? 0 : 1) + "\"metadata\":{".length();
        ordered.set("metadata", metadata);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!ordered.has(field.getKey())) {
                ordered.set(field.getKey(), field.getValue());
            }
        }
        return new EncodedObject(Json.write(ordered), at);
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value != null) {
            to.set(field, value);
        }
    }

    /** The bytes with {@code "resourceVersion":"revision"} as the first field of metadata. */
    public byte[] withResourceVersion(long revision) {
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        boolean more = json[at] != '}';
        byte[] result = new byte[json.length + FIELD.length + digits.length + (more ? 2 : 1)];
        System.arraycopy(json, 0, result, 0, at);
        int p = at;
        System.arraycopy(FIELD, 0, result, p, FIELD.length);
        p += FIELD.length;
        System.arraycopy(digits, 0, result, p, digits.length);
        p += digits.length;
        result[p++] = '"';
        if (more) {
            result[p++] = ',';
        }
        System.arraycopy(json, at, result, p, json.length - at);
        return result;
    }

    /**
     * How many bytes kind and version take at the start of every encoded object of that kind, from the brace to the comma before {@code "metadata"}. Items of
     * lists leave them out, where the list names the kind. Both are names, of ASCII that is not escaped.
     */
    public static int kindLength(String kind, String apiVersion) {
        return "{'kind':'','apiVersion':'',".length() + kind.length() + apiVersion.length();
    }

    /** Length without the resourceVersion, in bytes. */
    public int length() {
        return json.length;
    }
}
