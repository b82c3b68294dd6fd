package dev.quarterdeck.stream.cache;

import dev.quarterdeck.stream.record.ChangeType;
import org.jspecify.annotations.Nullable;

/**
 * One change as the cache saw it, with the state before it, so that a watch with a selector can tell entering from leaving.
 *
 * @param object the state after the change; for DELETED the last state, under the revision of the deletion
 * @param previous the state before; null for ADDED and where history does not reach
 */
public record CacheEvent(
        ChangeType type, CachedObject object, @Nullable CachedObject previous) {
    public long revision() {
        return object.revision();
    }
}
