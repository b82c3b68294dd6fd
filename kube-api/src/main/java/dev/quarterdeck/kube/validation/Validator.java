package dev.quarterdeck.kube.validation;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether an object may be stored. Objects come with their defaults and with name, namespace and uid filled in; on update also with what an
 * update cannot change taken from the old object (uid, creationTimestamp, deletionTimestamp, generation, and resourceVersion where the kind may be
 * updated without one). An empty list means yes. Thread-safe.
 */
public interface Validator {

    List<FieldError> onCreate(ResourceType type, ObjectNode object);

    List<FieldError> onUpdate(ResourceType type, ObjectNode object, ObjectNode old);

    /** An update through {@code status}: everything else is as in {@code old}. */
    List<FieldError> onStatusUpdate(ResourceType type, ObjectNode object, ObjectNode old);

    /** An update through another subresource, that may change a part of the object. */
    List<FieldError> onSubresourceUpdate(ResourceType type, String subresource, ObjectNode object, ObjectNode old);
}
