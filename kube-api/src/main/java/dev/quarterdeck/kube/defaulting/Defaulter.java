package dev.quarterdeck.kube.defaulting;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in default values before an object is admitted, validated and stored. Implementations are thread-safe and idempotent: a second pass changes
 * nothing. A field of the wrong type is left alone; decoding or validation says what is wrong with it.
 */
public interface Defaulter {
    void apply(GroupVersionKind kind, ObjectNode object);
}
