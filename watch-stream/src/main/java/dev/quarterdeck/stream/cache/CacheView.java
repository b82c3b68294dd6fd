package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
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

    /** Those of {@link #objects} that match, found as they are asked for. Where one name alone can match, nothing else is looked at. */
    default Iterator<CachedObject> matching(String namespace, @Nullable ObjectKey after, Selection selection) {
        String name = selection.name();
        if (name == null || namespace.isEmpty()) {
            return objects(namespace, after).matching(selection);
        }
        CachedObject object = get(new ObjectKey(namespace, name));
        return object == null || after != null && object.key().compareTo(after) <= 0 || !selection.matches(object)
                ? Collections.emptyIterator()
                : List.of(object).iterator();
    }

    /** Bytes of objects that were changed or deleted in this cache up to this view: by how much it grew since another is the most that keeping the other costs. */
    default long replacedBytes() {
        return 0;
    }
}
