package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One decided change of one object. What it was decided on is its precondition: where that no longer holds, it is not applied. */
public sealed interface Mutation {
    StoredResource resource();

    ObjectKey key();

    /** Applies only where no object has this key. */
    record Insert(StoredResource resource, ObjectKey key, String uid, EncodedObject object, Set<Claim> claims)
            implements Mutation {}

    /** Applies only where the object's last change has this revision. {@code claims} are all that it holds from now on. */
    record Replace(
            StoredResource resource,
            ObjectKey key,
            String uid,
            long expectedRevision,
            EncodedObject object,
            Set<Claim> claims)
            implements Mutation {}

    /** Removes the object, where its last change has this revision; {@code object} is its last state, as the DELETED event shows it. Its claims go with it. */
    record Remove(StoredResource resource, ObjectKey key, String uid, long expectedRevision, EncodedObject object)
            implements Mutation {}

    /**
     * Changes nothing; holds where an object with this key and uid exists when the batch commits.
     *
     * @param expectedRevision of its last change; 0 for any
     */
    record Require(StoredResource resource, ObjectKey key, String uid, long expectedRevision) implements Mutation {
        public Require(StoredResource resource, ObjectKey key, String uid) {
            this(resource, key, uid, 0);
        }
    }

    /**
     * Changes an object from whatever it is when the batch commits, so that many may change one object at a time and none of them has to begin again. What a
     * batch does to one object this way is one change with one revision, whose author is the service. Nothing happens where the object is gone; an object of
     * another uid refuses. Comes after the other mutations of the same object; has no change of its own in {@link CommitOutcome.Committed}.
     */
    record Amend(StoredResource resource, ObjectKey key, String uid, Amendment amendment) implements Mutation {}

    /** What an {@link Amend} does. Pure and quick: it runs while the counter is locked. */
    @FunctionalInterface
    interface Amendment {
        /**
         * @param current never to be changed
         * @return the new object; {@code current} itself where nothing changes; null to refuse
         */
        @Nullable
        ObjectNode apply(ObjectNode current);
    }

    /**
     * Something that only one object at a time may hold, cluster-wide: a cluster IP, a node port.
     *
     * @param scope {@code cluster-ip}, {@code node-port} ...
     */
    record Claim(String scope, String value) {}
}
