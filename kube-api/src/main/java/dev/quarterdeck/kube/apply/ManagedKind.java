package dev.quarterdeck.kube.apply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What field management asks of a kind: how its versions merge, and how an object gets from one to another. Pure and thread-safe. */
public interface ManagedKind {

    /** Null for a version that the kind does not have (any more). */
    @Nullable
    MergeType type(String apiVersion);

    /** What managers can own who come by a subresource, or the main road where {@code subresource} is empty. */
    FieldFilter filter(String apiVersion, String subresource);

    /** The object in another version, in the form in which it would be stored; the tree given stays as it is. */
    ObjectNode convert(ObjectNode object, String apiVersion);

    /** A new object of which nothing is said yet: what is always written is there. */
    ObjectNode empty(String apiVersion);
}
