package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CurrentObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How deciders see other objects. Blocks the calling (virtual) thread where it must ask the store. Thread-safe. */
public interface ClusterReader {
    /** A row and its tree; the tree is shared and must not be changed. */
    record Seen(CurrentObject row, ObjectNode tree) {}

    /** The object as it was a moment ago at most; what is not there is looked for in the store before null is answered. */
    @Nullable
    Seen get(StoredResource resource, ObjectKey key);

    /** The object as it is in the store now. */
    @Nullable
    Seen getLive(StoredResource resource, ObjectKey key);

    /** Objects of a namespace, or of the cluster where it is empty, as they were a moment ago at most. For kinds of which there are few. */
    List<Seen> list(StoredResource resource, String namespace);

    /** As {@link #list}, from the store. */
    List<Seen> listLive(StoredResource resource, String namespace);

    /** Forgets what was remembered of this object and of lists that it may be in: something was just written, or found to be different. */
    void forget(StoredResource resource, ObjectKey key);

    /** Has {@code seen} run on every {@link #forget} of this resource: on the writer's thread, so it must be quick. */
    void onWrite(StoredResource resource, Runnable seen);
}
