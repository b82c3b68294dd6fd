package dev.quarterdeck.state.kind;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.commit.Mutation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of one kind on the write road, in the stored version. Pure: every method reads its arguments and writes to {@code object} alone; nodes of
 * {@code old} may be shared with it, never changed. Called on the thread of the request.
 */
public interface Strategy {
    KindTraits traits();

    /** Before defaulting: drops what a client can't set on create. */
    void resetForCreate(ObjectNode object);

    /** After mutating admission, before validation. Metadata is complete. */
    default void prepareForCreate(ObjectNode object, WriteScope scope) {}

    /** After mutating admission, before validation: puts back what this road can't change. */
    void prepareForUpdate(ObjectNode object, ObjectNode old, WriteScope scope);

    /** As {@link #prepareForUpdate} for {@code /status}. */
    void prepareForStatusUpdate(ObjectNode object, ObjectNode old, WriteScope scope);

    /** As {@link #prepareForUpdate} for any other subresource whose body is the object itself. */
    default void prepareForSubresourceUpdate(String subresource, ObjectNode object, ObjectNode old, WriteScope scope) {
        throw new IllegalArgumentException("no such subresource: " + subresource);
    }

    /** What managers can own who come by a subresource, or the main road where it is empty: not what that road resets or keeps as it was. */
    default FieldFilter ownable(String subresource) {
        return FieldFilter.ALL;
    }

    /** What only this strategy can find wrong, besides the kind's validation. */
    default List<FieldError> validateUpdate(String subresource, ObjectNode object, ObjectNode old) {
        return List.of();
    }

    /** All claims that the object holds. */
    default Set<Mutation.Claim> claims(ObjectNode object) {
        return Set.of();
    }

    /**
     * Seconds that the object has left when it is deleted.
     *
     * @param requested what the client asked for
     * @return null where the kind knows no grace; 0 to remove at once
     */
    default @Nullable Long gracePeriod(ObjectNode current, @Nullable Long requested) {
        return null;
    }

    /** Last of all on update, after it was decided whether the generation rises: drops what clients may write and nobody stores. */
    default void dropUnstored(ObjectNode object) {}

    /** Whether an object without finalizers in metadata, marked for deletion, may go now. */
    default boolean mayVanish(ObjectNode object) {
        return true;
    }
}
