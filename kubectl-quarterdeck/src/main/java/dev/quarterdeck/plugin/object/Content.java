package dev.quarterdeck.plugin.object;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What of an object people and controllers have decided: all but its identity, its status and what the server counts. Trees that come in are never changed. */
public final class Content {
    private static final Set<String> NO_CONTENT = Set.of("apiVersion", "kind", "metadata", "status");
    /** Written by controllers about the object, not about what it should be. */
    private static final Set<String> KEPT_ANNOTATIONS = Set.of(
            "deployment.kubernetes.io/revision",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "volume.kubernetes.io/selected-node",
            "volume.kubernetes.io/storage-provisioner",
            "volume.beta.kubernetes.io/storage-provisioner");

    private static final List<String> IDENTITY = List.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "managedFields",
            "selfLink");

    private Content() {}

    /** Whether both want the same. */
    public static boolean same(ObjectNode one, ObjectNode other) {
        return of(one).equals(of(other));
    }

    /** All that {@link #put} puts back, in the order of its names. */
    public static ObjectNode of(ObjectNode object) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> {
            if (!NO_CONTENT.contains(field.getKey())) {
                content.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        ObjectNode metadata = content.putObject("metadata");
        for (String name : List.of("labels", "annotations")) {
            ObjectNode map = metadata.objectNode();
            object.at("/metadata/" + name).properties().forEach(e -> {
                if (!KEPT_ANNOTATIONS.contains(e.getKey())) {
                    map.set(e.getKey(), e.getValue());
                }
            });
            if (!map.isEmpty()) {
                metadata.set(name, map);
            }
        }
        Bindings.of(object).removeFrom(content);
        return sorted(content);
    }

    /** {@code current} with the content of {@code wanted}: what to send as an update. Its resourceVersion makes the update conditional. */
    public static ObjectNode put(ObjectNode current, ObjectNode wanted) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        current.properties().forEach(field -> {
            if (NO_CONTENT.contains(field.getKey())) {
                merged.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        wanted.properties().forEach(field -> {
            if (!NO_CONTENT.contains(field.getKey())) {
                merged.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        ObjectNode metadata = (ObjectNode) merged.get("metadata");
        for (String name : List.of("labels", "annotations")) {
            ObjectNode map = metadata.objectNode();
            wanted.at("/metadata/" + name).properties().forEach(e -> map.set(e.getKey(), e.getValue()));
            for (String kept : KEPT_ANNOTATIONS) {
                map.remove(kept);
                JsonNode now = current.at("/metadata/" + name).get(kept);
                if (now != null) {
                    map.set(kept, now);
                }
            }
            metadata.remove(name);
            if (!map.isEmpty()) {
                metadata.set(name, map);
            }
        }
        Bindings bindings = Bindings.of(current);
        bindings.removeFrom(merged);
        bindings.copy(current, merged);
        return merged;
    }

    /** The object as it can be created anew: without what the server gives, and without what tied it to things that may be gone. */
    public static ObjectNode anew(ObjectNode object) {
        ObjectNode fresh = object.deepCopy();
        fresh.remove("status");
        if (fresh.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(IDENTITY);
            metadata.remove("ownerReferences");
            withoutFinalizersOfDeletion(metadata);
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove(KEPT_ANNOTATIONS);
            }
        }
        if (fresh.path("kind").asString("").equals("Namespace")) {
            fresh.remove("spec");
        } else if (!fresh.path("kind").asString("").equals("Service")) {
            Bindings.of(fresh).removeFrom(fresh);
        }
        return fresh;
    }

    private static void withoutFinalizersOfDeletion(ObjectNode metadata) {
        if (metadata.get("finalizers") instanceof ArrayNode finalizers) {
            ArrayNode left = metadata.arrayNode();
            finalizers.forEach(f -> {
                if (!f.asString("").equals("foregroundDeletion")
                        && !f.asString("").equals("orphan")) {
                    left.add(f);
                }
            });
            if (left.isEmpty()) {
                metadata.remove("finalizers");
            } else {
                metadata.set("finalizers", left);
            }
        }
    }

    /** A controller makes it, and makes it again. */
    public static boolean isControlled(ObjectNode object) {
        return object.at("/metadata/ownerReferences").valueStream().anyMatch(o -> o.path("controller")
                .asBoolean(false));
    }

    public static boolean isBeingDeleted(ObjectNode object) {
        return !object.at("/metadata/deletionTimestamp").isMissingNode();
    }

    static ObjectNode sorted(ObjectNode object) {
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(e -> fields.put(e.getKey(), sortedNode(e.getValue())));
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        fields.forEach(sorted::set);
        return sorted;
    }

    private static JsonNode sortedNode(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return sorted(object);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> sorted.add(sortedNode(item)));
            return sorted;
        }
        return node;
    }
}
