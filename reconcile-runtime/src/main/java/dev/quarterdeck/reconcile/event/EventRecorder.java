package dev.quarterdeck.reconcile.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;

/** Tells users what happened to an object. Never blocks and never fails: an event may be lost, the caller's work may not. Thread-safe. */
public interface EventRecorder {

    /** @param reason one word in CamelCase; users and programs select by it */
    void record(ObjectReference regarding, EventType type, String reason, String message);

    /** The same, with what was being done. Where a recorder has no place for that, the rest is told. */
    default void record(ObjectReference regarding, EventType type, String reason, String message, EventAction action) {
        record(regarding, type, reason, message);
    }

    default void record(HasMetadata regarding, EventType type, String reason, String message) {
        record(reference(regarding, ""), type, reason, message);
    }

    default void normal(HasMetadata regarding, String reason, String message) {
        record(regarding, EventType.NORMAL, reason, message);
    }

    default void warning(HasMetadata regarding, String reason, String message) {
        record(regarding, EventType.WARNING, reason, message);
    }

    /** @param fieldPath the part of the object, for example {@code spec.containers{web}}; empty for all of it */
    static ObjectReference reference(HasMetadata object, String fieldPath) {
        ObjectReference reference = new ObjectReference();
        reference.setApiVersion(object.getApiVersion());
        reference.setKind(object.getKind());
        reference.setNamespace(object.getMetadata().getNamespace());
        reference.setName(object.getMetadata().getName());
        reference.setUid(object.getMetadata().getUid());
        reference.setResourceVersion(object.getMetadata().getResourceVersion());
        if (!fieldPath.isEmpty()) {
            reference.setFieldPath(fieldPath);
        }
        return reference;
    }
}
