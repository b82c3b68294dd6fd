package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.ResourceType;

/**
 * One admission plugin. Refuses by throwing ApiException. Called on the thread of the request; stateless or thread-safe. May be asked again for the same
 * request where the commit met a conflict.
 */
public interface AdmissionPlugin {
    /** The reference's name: {@code NamespaceLifecycle}. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Whether such requests may leave this process. A plugin that decides by itself never says so. */
    default boolean asksOthers(AdmissionRequest.Operation operation, ResourceType type, String subresource) {
        return false;
    }

    boolean handles(AdmissionRequest request);

    /** May change the object. */
    default void mutate(AdmissionRequest request) {}

    /** Sees the object as it will be stored. */
    default void validate(AdmissionRequest request) {}
}
