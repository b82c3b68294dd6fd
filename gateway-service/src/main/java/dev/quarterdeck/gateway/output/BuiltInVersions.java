package dev.quarterdeck.gateway.output;

import dev.quarterdeck.kube.kind.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** Versions that differ from the stored one in nothing but their name. Pure. */
public final class BuiltInVersions implements VersionConverter {

    @Override
    public ObjectNode toServed(ResourceType type, ObjectNode stored) {
        stored.put("kind", type.gvk().kind());
        stored.put("apiVersion", type.gvr().apiVersion());
        return stored;
    }
}
