package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.record.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lists as they were at a revision that the cache no longer shows, page by page from state-service. Thread-safe. */
final class HistoryReader {
    private static final int BATCH = 500;

    private final StateClient state;

    HistoryReader(StateClient state) {
        this.state = state;
    }

    /** @param limit 0 for all; @param remaining objects after {@code after} at that revision, -1 where nobody counted */
    CompletableFuture<ListPage> list(
            StoredResource resource,
            String namespace,
            long revision,
            @Nullable ObjectKey after,
            ReadOptions options,
            long limit,
            long remaining) {
        return more(resource, namespace, revision, after, options, limit, remaining, new ArrayList<>());
    }

    private CompletableFuture<ListPage> more(
            StoredResource resource,
            String namespace,
            long revision,
            @Nullable ObjectKey after,
            ReadOptions options,
            long limit,
            long remaining,
            List<CachedObject> items) {
        int batch = limit == 0 ? BATCH : (int) Math.min(BATCH, limit - items.size());
        return state.listAt(resource, namespace, revision, after, batch).thenCompose(page -> {
            boolean all = options.selectsEverything();
            ObjectKey last = after;
            for (Change change : page.objects()) {
                CachedObject object = Changes.cached(change, !all);
                last = object.key();
                if (all || options.selection().matches(object)) {
                    items.add(object);
                }
            }
            if (!page.more() || last == null) {
                return CompletableFuture.completedFuture(ListPage.of(revision, items, null, -1));
            }
            if (limit > 0 && items.size() >= limit) {
                long left = remaining < 0 || !all ? -1 : remaining - items.size();
                return CompletableFuture.completedFuture(ListPage.of(revision, items, last, left));
            }
            return more(resource, namespace, revision, last, options, limit, remaining, items);
        });
    }
}
