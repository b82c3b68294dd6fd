package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object that is to exist.
 *
 * @param object without uid and creation time
 */
record Desired(StoredResource resource, ObjectNode object, Upkeep upkeep) {
    /** What happens to an object that is there already. */
    enum Upkeep {
        /** It belongs to users from now on. */
        LEAVE,
        /** It belongs to users from now on, but for a second range of addresses that is configured later. */
        SECOND_FAMILY,
        /** Its spec is kept as it is here, unless its annotation says that users look after it (API reference: FlowSchema). */
        SPEC_UNLESS_DISOWNED,
        /** Its spec is kept as it is here. */
        SPEC,
        /** Everything but metadata is kept as it is here. */
        CONTENT
    }

    static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        ObjectNode object = Json.object();
        object.put("kind", kind).put("apiVersion", apiVersion);
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    static ObjectNode metadata(ObjectNode object) {
        return (ObjectNode) object.get("metadata");
    }
}
