package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.stream.cache.CacheView;

/**
 * Where a watch begins (API reference: "Semantics for watch", KEP-3157). Pure.
 *
 * @param freshness what the state must at least show before the watch begins: -1 the newest commit, 0 anything, else this revision
 * @param initialState the current state is sent first, as ADDED events
 * @param endBookmark after the state a bookmark says that this was all of it
 * @param after where no state is sent: events above this revision; -1 for those above the state's revision
 */
record WatchStart(long freshness, boolean initialState, boolean endBookmark, long after) {

    static WatchStart of(ReadOptions options) {
        long revision = options.revision();
        Boolean initial = options.sendInitialEvents();
        if (initial == null) {
            return revision <= 0
                    ? new WatchStart(revision, true, false, -1)
                    : new WatchStart(revision, false, false, revision);
        }
        if (initial) {
            return new WatchStart(revision, true, options.allowBookmarks(), -1);
        }
        return new WatchStart(revision, false, false, revision > 0 ? revision : -1);
    }

    /** As {@link #at(CacheView, String)}, with a state of those objects only that the filter lets through. */
    WatchSource.Start at(CacheView view, WatchFilter filter) {
        return new WatchSource.Start(
                initialState ? view.matching(filter.namespace(), null, filter.selection()) : null,
                endBookmark,
                after >= 0 ? after : view.revision());
    }

    /** Where events come from, given the state that the watch begins with. */
    WatchSource.Start at(CacheView view, String namespace) {
        return new WatchSource.Start(
                initialState ? view.objects(namespace, null).iterator() : null,
                endBookmark,
                after >= 0 ? after : view.revision());
    }
}
