package dev.quarterdeck.state.definition;

import dev.quarterdeck.kube.kind.ResourceType;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Converts custom objects between the versions of their definition: by name alone, or by asking a webhook. Thread-safe; the calling thread may wait. */
@FunctionalInterface
public interface CustomConversion {
    /** For whoever has no webhooks to ask. */
    CustomConversion BY_NAME = (objects, to) -> {
        objects.forEach(object -> object.put("apiVersion", to.gvk().apiVersion()));
        return objects;
    };

    /** The objects in the version of {@code to}, in order; the given trees are changed, or others are returned. */
    List<ObjectNode> convert(List<ObjectNode> objects, ResourceType to);
}
