package dev.quarterdeck.gateway.output;

import dev.quarterdeck.kube.definition.CustomShape;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.ResourceType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** Shows an object of a custom resource in a version that is not the one it is stored in, where no webhook is asked: under that version's name, with its defaults. Thread-safe. */
final class CustomServing {
    /** Schemas in use; when full it starts anew. */
    private static final int MOST = 256;

    private static final Map<CustomVersion.Source, Map<Integer, CustomShape>> SHAPES = new ConcurrentHashMap<>();

    private CustomServing() {}

    /** Changes the tree. */
    static ObjectNode served(ResourceType type, CustomVersion version, ObjectNode object) {
        if (type.gvk().equals(type.storedKind())) {
            return object;
        }
        object.put("apiVersion", type.gvk().apiVersion());
        CustomShape shape = shape(version);
        shape.prune(object);
        shape.applyDefaults(object);
        return object;
    }

    private static CustomShape shape(CustomVersion version) {
        if (SHAPES.size() >= MOST) {
            SHAPES.clear();
        }
        return SHAPES.computeIfAbsent(version.definition(), d -> new ConcurrentHashMap<>())
                .computeIfAbsent(version.index(), i -> CustomShape.of(version));
    }
}
