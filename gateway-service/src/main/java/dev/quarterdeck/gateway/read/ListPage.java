package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list answers.
 *
 * @param revision the state the list shows; its metadata.resourceVersion
 * @param last the key to go on after; null where this is the last page
 * @param remaining objects after {@code last}; -1 where nobody counted
 */
record ListPage(
        long revision, List<CachedObject> items, @Nullable ObjectKey last, long remaining) {

    /** A page out of a view; pure. @param limit 0 for all */
    static ListPage of(CacheView view, String namespace, @Nullable ObjectKey after, ReadOptions options, long limit) {
        List<CachedObject> items = new ArrayList<>();
        boolean all = options.selectsEverything();
        ObjectKey last = null;
        long remaining = 0;
        for (CachedObject object : view.objects(namespace, after)) {
            if (limit > 0 && items.size() == limit) {
                if (last == null) {
                    last = items.getLast().key();
                }
                if (!all) {
                    // the rest is not counted: whether more match would cost a pass over everything
                    remaining = -1;
                    break;
                }
                remaining++;
            } else if (all || matches(options, object)) {
                items.add(object);
            }
        }
        return new ListPage(view.revision(), items, last, last == null ? -1 : remaining);
    }

    static boolean matches(ReadOptions options, CachedObject object) {
        return options.labels().matches(object.labels()) && options.fields().matches(object.fields());
    }
}
