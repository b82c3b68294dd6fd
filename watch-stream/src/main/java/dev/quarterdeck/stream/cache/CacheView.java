package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import org.jspecify.annotations.Nullable;

/** All objects of a stored resource at exactly one revision. Immutable and cheap to take; iteration is in key order and allocates nothing per object. */
public interface CacheView {

    /** Everything up to this revision is in the view, and nothing later. */
    long revision();

    int size();

    @Nullable
    CachedObject get(ObjectKey key);

    /** Objects in key order, of one namespace where it is not empty, from the first key above {@code after} where that is given. */
    ObjectRange objects(String namespace, @Nullable ObjectKey after);

    /** Bytes of objects that were changed or deleted in this cache up to this view: by how much it grew since another is the most that keeping the other costs. */
    default long replacedBytes() {
        return 0;
    }
}
