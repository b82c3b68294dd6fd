package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Set;

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
     * Something that only one object at a time may hold, cluster-wide: a cluster IP, a node port.
     *
     * @param scope {@code cluster-ip}, {@code node-port} ...
     */
    record Claim(String scope, String value) {}
}
