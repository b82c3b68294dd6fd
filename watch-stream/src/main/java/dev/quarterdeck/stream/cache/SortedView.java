package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import org.jspecify.annotations.Nullable;

/** One state of a cache. */
record SortedView(long revision, SortedObjects sorted, long replacedBytes) implements CacheView {
    @Override
    public int size() {
        return sorted.size();
    }

    long bytes() {
        return sorted.range("", null).bytes();
    }

    @Override
    public @Nullable CachedObject get(ObjectKey key) {
        return sorted.get(key);
    }

    @Override
    public ObjectRange objects(String namespace, @Nullable ObjectKey after) {
        return sorted.range(namespace, after);
    }
}
