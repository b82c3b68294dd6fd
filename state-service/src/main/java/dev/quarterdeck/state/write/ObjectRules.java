package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the write road asks of the API's data: codecs, schemas, defaults, validation, patches. {@link KubeObjectRules} answers from {@code kube-api}. Pure
 * and thread-safe; bad input throws ApiException.
 */
public interface ObjectRules {
    /** A body as a tree, with what strict decoding would refuse (duplicate fields). */
    record Decoded(ObjectNode object, List<String> strictErrors) {}

    Decoded decode(byte[] body, String contentType);

    /** Removes from {@code object} what its schema does not know, and what strict decoding would refuse: {@code unknown field "spec.foo"}. */
    List<String> prune(GroupVersionKind kind, ObjectNode object);

    void setDefaults(GroupVersionKind kind, ObjectNode object);

    List<FieldError> validateCreate(GroupVersionKind kind, ObjectNode object);

    List<FieldError> validateUpdate(GroupVersionKind kind, String subresource, ObjectNode object, ObjectNode old);

    List<String> warnings(GroupVersionKind kind, ObjectNode object);

    /** The patched tree; {@code current} is not changed. */
    Decoded patch(GroupVersionKind kind, String contentType, ObjectNode current, byte[] patch);

    /** The object in another version of its kind; may be the same tree, changed. */
    ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to);

    /** What a deletion of a collection selects, over labels and selectable fields. */
    Predicate<ObjectNode> selector(ResourceType type, String labelSelector, String fieldSelector);

    /** Parses a label selector of an object's spec: {@code matchLabels} and {@code matchExpressions}. */
    Predicate<Map<String, String>> labelSelector(ObjectNode selector);
}
