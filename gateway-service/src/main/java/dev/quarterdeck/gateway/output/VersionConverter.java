package dev.quarterdeck.gateway.output;

import dev.quarterdeck.kube.kind.ResourceType;
import tools.jackson.databind.node.ObjectNode;

/** Turns the stored form of an object into a served version that differs from it. Thread-safe. */
public interface VersionConverter {

    /** May change and return {@code stored}. Called only where the versions differ. */
    ObjectNode toServed(ResourceType type, ObjectNode stored);
}
