package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ObjectRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list answers.
 *
 * @param revision the state the list shows; its metadata.resourceVersion
 * @param size how many items there are
 * @param bytes the sum of the lengths of their stored forms
 * @param last the key to go on after; null where this is the last page
 * @param remaining objects after {@code last}; -1 where nobody counted
 */
record ListPage(
        long revision,
        Iterable<CachedObject> items,
        int size,
        long bytes,
        @Nullable ObjectKey last,
        long remaining) {

    static ListPage of(long revision, List<CachedObject> items, @Nullable ObjectKey last, long remaining) {
        long bytes = 0;
        for (CachedObject item : items) {
            bytes += item.json().length;
        }
        return new ListPage(revision, items, items.size(), bytes, last, remaining);
    }

    /** A page out of a view; pure. Without a selector nothing is copied and nothing but the ends is looked at. @param limit 0 for all */
    static ListPage of(CacheView view, String namespace, @Nullable ObjectKey after, ReadOptions options, long limit) {
        int most = limit > 0 ? (int) Math.min(limit, Integer.MAX_VALUE - 1) : Integer.MAX_VALUE - 1;
        if (options.selectsEverything()) {
            ObjectRange all = view.objects(namespace, after);
            int size = all.size();
            ObjectRange page = size > most ? all.first(most) : all;
            boolean more = size > most;
            return new ListPage(
                    view.revision(),
                    page,
                    Math.min(size, most),
                    page.bytes(),
                    more ? page.last().key() : null,
                    more ? size - most : -1);
        }
        List<CachedObject> items = new ArrayList<>();
        Iterator<CachedObject> matching = view.matching(namespace, after, options.selection());
        while (items.size() <= most && matching.hasNext()) {
            items.add(matching.next());
        }
        if (items.size() <= most) {
            return of(view.revision(), items, null, -1);
        }
        // the rest is not counted: whether more match would cost a pass over everything
        List<CachedObject> page = items.subList(0, most);
        return of(view.revision(), page, page.getLast().key(), -1);
    }
}
