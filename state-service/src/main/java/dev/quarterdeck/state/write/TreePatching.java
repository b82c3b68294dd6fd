package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A patch of a built-in kind.
 *
 * @param conform holds what the patch has made against the schema, and returns warnings
 */
record TreePatching(Patch patch, Function<ObjectNode, List<String>> conform) implements ObjectRules.Patching {
    /** What a write of the status can change, and what says which object it is. */
    private static final Set<String> OF_STATUS = Set.of("apiVersion", "kind", "metadata", "status");

    @Override
    public ObjectRules.Decoded apply(ObjectNode current) {
        ObjectNode patched = patch.apply(current);
        return new ObjectRules.Decoded(patched, conform.apply(patched));
    }

    /** Most writes of a busy cluster are such patches; the spec, which is most of the object, is neither copied nor looked at. */
    @Override
    public ObjectRules.Decoded applyToStatus(ObjectNode current) {
        if (!patch.staysWithin(OF_STATUS)) {
            return apply(current);
        }
        ObjectNode part = Json.object();
        for (Map.Entry<String, JsonNode> field : current.properties()) {
            if (OF_STATUS.contains(field.getKey())) {
                part.set(field.getKey(), field.getValue());
            }
        }
        ObjectRules.Decoded decoded;
        try {
            decoded = apply(part);
        } catch (ApiException refusal) {
            return apply(current); // says what is wrong, and shows all of the object
        }
        return new ObjectRules.Decoded(whole(current, decoded.object()), decoded.warnings());
    }

    /** In the order of {@code current}; what is new comes last. */
    private static ObjectNode whole(ObjectNode current, ObjectNode patched) {
        ObjectNode whole = Json.object();
        for (Map.Entry<String, JsonNode> field : current.properties()) {
            JsonNode value = OF_STATUS.contains(field.getKey()) ? patched.get(field.getKey()) : field.getValue();
            if (value != null) {
                whole.set(field.getKey(), value);
            }
        }
        for (Map.Entry<String, JsonNode> field : patched.properties()) {
            if (!whole.has(field.getKey())) {
                whole.set(field.getKey(), field.getValue());
            }
        }
        return whole;
    }
}
