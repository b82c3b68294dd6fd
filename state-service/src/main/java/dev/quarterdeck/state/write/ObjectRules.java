package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.apply.MergeTypes;
import dev.quarterdeck.kube.apply.PlainMerge;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.AdmissionForms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the write road asks of the API's data: codecs, schemas, defaults, validation, patches. {@link KubeObjectRules} answers from {@code kube-api}. Pure
 * and thread-safe; bad input throws ApiException.
 */
public interface ObjectRules extends AdmissionForms {
    /** An object in the form of its schema, and texts for {@code Warning} headers. */
    record Decoded(ObjectNode object, List<String> warnings) {}

    /** A body that must be of {@code kind}. */
    Decoded decode(byte[] body, String contentType, GroupVersionKind kind, FieldValidation validation);

    /** A body of whatever kind. */
    ObjectNode decodeAny(byte[] body, String contentType, String expectedKind);

    /** The same for an update: what the stored object has already of fields that are switched off stays. */
    default void setDefaults(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        setDefaults(kind, object);
    }

    List<FieldError> validateCreate(GroupVersionKind kind, ObjectNode object);

    List<FieldError> validateUpdate(GroupVersionKind kind, String subresource, ObjectNode object, ObjectNode old);

    /** Texts for {@code Warning} headers about an object that is valid; {@code old} is null for a create. */
    List<String> warnings(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old);

    /** Reads a patch, to be applied as often as it takes. */
    Patching patch(GroupVersionKind kind, String contentType, byte[] patch, FieldValidation validation);

    /** A patch that has been read. */
    interface Patching {
        /** The patched object in the form of its schema; {@code current} is not changed. */
        Decoded apply(ObjectNode current);

        /** The same for a write that can change nothing but status and metadata: all else in the result may be that of {@code current} itself, not a copy. */
        default Decoded applyToStatus(ObjectNode current) {
            return apply(current);
        }
    }

    /** How objects of the kind merge; empty for a kind or version that is not there. */
    Optional<MergeType> mergeType(GroupVersionKind kind);

    /** What mutating policies declare, merged without asking whose fields they are. */
    default ObjectNode mergeApplied(GroupVersionKind kind, ObjectNode object, ObjectNode configuration) {
        return PlainMerge.merge(object, configuration, mergeType(kind).orElseGet(MergeTypes::ofUnknownKind));
    }

    /** Brings what an apply has made into the form of its schema. */
    void conformApplied(GroupVersionKind kind, ObjectNode object);

    /** Brings a stored object into the form in which its storage version shows it today; the tree is changed. True where something changed. */
    default boolean show(ResourceType type, ObjectNode stored) {
        return false;
    }

    /** What a deletion of a collection selects, over labels and selectable fields. */
    Predicate<ObjectNode> selector(ResourceType type, String labelSelector, String fieldSelector);

    /** A label selector of an object's spec: {@code matchLabels} and {@code matchExpressions}. */
    Predicate<Map<String, String>> labelSelector(ObjectNode selector);
}
