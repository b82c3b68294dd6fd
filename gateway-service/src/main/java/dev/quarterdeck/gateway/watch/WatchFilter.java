package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.Selection;
import dev.quarterdeck.stream.record.ChangeType;
import org.jspecify.annotations.Nullable;

/**
 * What a change is for a watch that selects: an object that begins to match is ADDED, one that matches no longer is DELETED. Pure, any thread.
 *
 * @param namespace empty for all
 */
record WatchFilter(String namespace, Selection selection) {

    boolean selectsEverything() {
        return namespace.isEmpty() && selection.isEverything();
    }

    boolean matches(CachedObject object) {
        return (namespace.isEmpty() || namespace.equals(object.key().namespace())) && selection.matches(object);
    }

    /**
     * Null where the watch does not see the change.
     *
     * @param object the state after the change; for DELETED the last state
     * @param previous the state before; null where there was none
     */
    @Nullable
    WatchEvent event(ChangeType type, CachedObject object, @Nullable CachedObject previous) {
        if (!namespace.isEmpty() && !namespace.equals(object.key().namespace())) {
            return null;
        }
        if (selection.isEverything()) {
            return new WatchEvent(type, object, object.revision());
        }
        boolean now = type != ChangeType.DELETED && matches(object);
        boolean before =
                switch (type) {
                    case ADDED -> false;
                    case MODIFIED -> previous != null && matches(previous);
                    case DELETED -> matches(previous == null ? object : previous);
                };
        if (now) {
            return new WatchEvent(before ? ChangeType.MODIFIED : ChangeType.ADDED, object, object.revision());
        }
        if (!before) {
            return null;
        }
        CachedObject last = type == ChangeType.DELETED || previous == null ? object : previous;
        return new WatchEvent(ChangeType.DELETED, last, object.revision());
    }
}
