package dev.quarterdeck.controller.pod;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The value of {@code pod-template-hash}: stable for a template whatever the order of its fields, in letters that spell no words. */
public final class TemplateHash {
    public static final String LABEL = "pod-template-hash";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int OFFSET = 0x811c9dc5;
    private static final int PRIME = 16777619;

    private TemplateHash() {}

    /** @param collisions how often a name of this Deployment was taken already; each gives another hash */
    public static String of(JsonNode template, @Nullable Integer collisions) {
        int hash = fnv(OFFSET, Json.write(sorted(template)));
        if (collisions != null) {
            hash = fnv(hash, collisions.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return inLetters(hash);
    }

    /** Of a text, in the same letters. */
    public static String ofText(String text) {
        return inLetters(fnv(OFFSET, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String inLetters(int hash) {
        StringBuilder result = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            result.append(ALPHABET.charAt(digit % ALPHABET.length()));
        }
        return result.toString();
    }

    private static int fnv(int hash, byte[] bytes) {
        int result = hash;
        for (byte b : bytes) {
            result = (result ^ (b & 0xff)) * PRIME;
        }
        return result;
    }

    /** With the fields of every object in the order of their names. */
    public static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = object.objectNode();
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
            fields.forEach((name, value) -> result.set(name, sorted(value)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = array.arrayNode();
            array.forEach(element -> result.add(sorted(element)));
            return result;
        }
        return node;
    }
}
