package dev.quarterdeck.kube.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A view of {@code metadata} of an object tree: reads and writes go to the tree itself. A field that is absent, null or of the wrong type reads as
 * empty; validation says so to the client, this does not. Not thread-safe, as the tree is not.
 */
public final class Metadata {
    private final ObjectNode object;

    private Metadata(ObjectNode object) {
        this.object = object;
    }

    public static Metadata of(ObjectNode object) {
        return new Metadata(object);
    }

    /** The {@code metadata} object; an empty detached one where the tree has none. */
    private ObjectNode read() {
        return object.get("metadata") instanceof ObjectNode m ? m : object.objectNode();
    }

    /** The {@code metadata} object, made if absent. */
    public ObjectNode node() {
        if (object.get("metadata") instanceof ObjectNode m) {
            return m;
        }
        return object.putObject("metadata");
    }

    private String text(String field) {
        JsonNode value = read().get(field);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    public Metadata set(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            node().remove(field);
        } else {
            node().put(field, value);
        }
        return this;
    }

    public String name() {
        return text("name");
    }

    public String generateName() {
        return text("generateName");
    }

    public String namespace() {
        return text("namespace");
    }

    public String uid() {
        return text("uid");
    }

    public String resourceVersion() {
        return text("resourceVersion");
    }

    /** RFC 3339, or empty. */
    public String creationTimestamp() {
        return text("creationTimestamp");
    }

    /** RFC 3339, or empty where the object is not being deleted. */
    public String deletionTimestamp() {
        return text("deletionTimestamp");
    }

    public boolean isBeingDeleted() {
        return !deletionTimestamp().isEmpty();
    }

    public @Nullable Long deletionGracePeriodSeconds() {
        JsonNode value = read().get("deletionGracePeriodSeconds");
        return value != null && value.isIntegralNumber() ? value.longValue() : null;
    }

    /** 0 where the kind keeps none. */
    public long generation() {
        JsonNode value = read().get("generation");
        return value != null && value.isIntegralNumber() ? value.longValue() : 0;
    }

    public Map<String, String> labels() {
        return stringMap("labels");
    }

    public Map<String, String> annotations() {
        return stringMap("annotations");
    }

    private Map<String, String> stringMap(String field) {
        if (!(read().get(field) instanceof ObjectNode map) || map.isEmpty()) {
            return Map.of();
        }
        Map<String, String> result = LinkedHashMap.newLinkedHashMap(map.size());
        map.properties().forEach(e -> {
            if (e.getValue().isString()) {
                result.put(e.getKey(), e.getValue().stringValue());
            }
        });
        return result;
    }

    public List<String> finalizers() {
        if (!(read().get("finalizers") instanceof ArrayNode array)) {
            return List.of();
        }
        List<String> result = new ArrayList<>(array.size());
        array.forEach(f -> {
            if (f.isString()) {
                result.add(f.stringValue());
            }
        });
        return result;
    }

    public List<ObjectNode> ownerReferences() {
        if (!(read().get("ownerReferences") instanceof ArrayNode array)) {
            return List.of();
        }
        List<ObjectNode> result = new ArrayList<>(array.size());
        array.forEach(o -> {
            if (o instanceof ObjectNode owner) {
                result.add(owner);
            }
        });
        return result;
    }

    public ObjectKey key() {
        return new ObjectKey(namespace(), name());
    }
}
