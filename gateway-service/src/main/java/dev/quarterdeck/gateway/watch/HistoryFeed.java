package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.read.Changes;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads changes from before the window, a batch at a time and only when the one before has been sent. Where the watch selects, the state before a
 * modification is read too, since history has only the state after it. Thread-safe.
 */
public final class HistoryFeed {
    private static final int BATCH = 200;

    private final StateClient state;

    public HistoryFeed(StateClient state) {
        this.state = state;
    }

    /** @param upTo everything up to here has been read */
    record Batch(List<WatchEvent> events, long upTo) {}

    /** Events with {@code after < revision <= upTo} as the watch sees them; fails with 410 where history does not reach back. */
    CompletableFuture<Batch> read(StoredResource resource, long after, long upTo, WatchFilter filter) {
        return state.history(resource, after, upTo, BATCH).thenCompose(changes -> {
            long end = changes.size() < BATCH ? upTo : changes.getLast().revision();
            boolean index = !filter.selection().isEverything();
            List<CompletableFuture<@Nullable WatchEvent>> events = new ArrayList<>(changes.size());
            for (Change change : changes) {
                CachedObject object = Changes.cached(change, index);
                events.add(
                        index && change.type() == ChangeType.MODIFIED
                                ? before(change).thenApply(p -> filter.event(change.type(), object, p))
                                : CompletableFuture.completedFuture(filter.event(change.type(), object, null)));
            }
            return CompletableFuture.allOf(events.toArray(CompletableFuture[]::new))
                    .thenApply(v -> new Batch(collect(events), end));
        });
    }

    private CompletableFuture<@Nullable CachedObject> before(Change change) {
        return state.getAt(change.resource(), change.key(), change.revision() - 1)
                .thenApply(found -> found.map(c -> Changes.cached(c, true)).orElse(null));
    }

    private static List<WatchEvent> collect(List<CompletableFuture<@Nullable WatchEvent>> futures) {
        List<WatchEvent> events = new ArrayList<>(futures.size());
        for (CompletableFuture<@Nullable WatchEvent> future : futures) {
            WatchEvent event = future.join();
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }
}
