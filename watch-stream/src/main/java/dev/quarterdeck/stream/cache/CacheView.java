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
    Iterable<CachedObject> objects(String namespace, @Nullable ObjectKey after);
}
