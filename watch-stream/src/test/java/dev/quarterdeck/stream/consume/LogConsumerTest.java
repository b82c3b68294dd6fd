package dev.quarterdeck.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Caches beside the store: what this process commits, what others do, and what comes while a snapshot is on its way. */
class LogConsumerTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NODES = new StoredResource("", "nodes");

    private final List<Change> history = new ArrayList<>();
    private final RecentChanges recent = new RecentChanges();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int reads;
    private long skipped;
    private long now;

    private final ChangeLog log = new ChangeLog() {
        @Override
        public Heads heads() {
            return new Heads(newest(), Map.of(), Map.of(), 0);
        }

        @Override
        public List<Change> read(long after, int limit) {
            reads++;
            return history.stream().filter(c -> c.revision() > after).toList();
        }

        @Override
        public List<Change> read(StoredResource resource, long after, int limit) {
            throw new UnsupportedOperationException("caches read the whole log");
        }

        @Override
        public void published(long revision) {}
    };

    private final SnapshotSource store = new SnapshotSource() {
        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            return CompletableFuture.completedFuture(new Snapshot(
                    newest(),
                    history.stream().filter(c -> c.resource().equals(resource)).toList()));
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            long of = history.stream()
                    .filter(c -> c.resource().equals(resource))
                    .mapToLong(Change::revision)
                    .max()
                    .orElse(0);
            return CompletableFuture.completedFuture(new Progress(of, newest()));
        }
    };

    private final CacheFeed feed = new CacheFeed(
            log,
            recent,
            store,
            SelectableFieldsExtractor.METADATA_ONLY,
            CacheSettings.DEFAULT,
            tasks::add,
            () -> now,
            () -> {});

    private long newest() {
        return skipped + history.size();
    }

    /** By whoever; this process only hears of its own. */
    private Change commit(StoredResource resource, String name) {
        long revision = newest() + 1;
        byte[] json = ("{\"metadata\":{\"name\":\"" + name + "\"}}").getBytes(StandardCharsets.UTF_8);
        Change change = new Change(resource, new ObjectKey("a", name), revision, ChangeType.ADDED, json);
        history.add(change);
        return change;
    }

    private void commitHere(StoredResource resource, String name) {
        recent.committed(List.of(commit(resource, name)));
    }

    private void settle() {
        for (int i = 0; i < 5; i++) {
            feed.step();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private ReplicatedResourceCache followed() {
        commit(PODS, "first");
        ReplicatedResourceCache cache = feed.cache(PODS);
        settle();
        assertThat(cache.view().size()).isEqualTo(1);
        return cache;
    }

    @Test
    void whatThisProcessCommitsIsSeenWithoutALookAtTheLog() {
        ReplicatedResourceCache cache = followed();
        int before = reads;
        commitHere(NODES, "n");
        commitHere(PODS, "second");
        settle();
        assertThat(cache.view().revision()).isEqualTo(3);
        assertThat(cache.view().size()).isEqualTo(2);
        assertThat(reads).isEqualTo(before);
    }

    @Test
    void whatOthersCommittedBetweenIsReadFromTheLog() {
        ReplicatedResourceCache cache = followed();
        commit(PODS, "elsewhere");
        commitHere(PODS, "here");
        settle();
        assertThat(cache.view().revision()).isEqualTo(3);
        assertThat(cache.view().get(new ObjectKey("a", "elsewhere"))).isNotNull();
    }

    @Test
    void theLogIsLookedAtEachSecondAndWhereACacheIsFoundBehind() {
        ReplicatedResourceCache cache = followed();
        commit(PODS, "elsewhere");
        settle();
        assertThat(cache.view().revision()).isEqualTo(1);
        now += 1_000_000_000L;
        settle();
        assertThat(cache.view().revision()).isEqualTo(2);

        commit(PODS, "again");
        var waits = cache.awaitRevision(3);
        feed.tick();
        feed.tick();
        settle();
        assertThat(waits).isDone();
    }

    @Test
    void whatComesWhileASnapshotIsOnItsWayIsNotLost() {
        commit(PODS, "first");
        ReplicatedResourceCache cache = feed.cache(PODS);
        feed.step();
        SnapshotSource.Snapshot early = store.snapshot(PODS).join();
        Runnable asks = tasks.remove();
        asks.run(); // answered at once, but taken in by the next step only
        commitHere(PODS, "meanwhile");
        settle();
        assertThat(early.revision()).isEqualTo(1);
        assertThat(cache.view().revision()).isEqualTo(2);
        assertThat(cache.view().size()).isEqualTo(2);
    }

    @Test
    void aGapInTheLogFillsCachesAnewAndTellsSubscribers() {
        ReplicatedResourceCache cache = followed();
        int[] resets = new int[1];
        cache.subscribe(1, new dev.quarterdeck.stream.cache.ResourceCache.CacheListener() {
            @Override
            public void onEvent(dev.quarterdeck.stream.cache.CacheEvent event) {}

            @Override
            public void onReset() {
                resets[0]++;
            }
        });
        skipped = 1_000; // the store was restored and goes on above
        commitHere(PODS, "after");
        settle();
        assertThat(resets[0]).isEqualTo(1);
        assertThat(cache.view().revision()).isEqualTo(1_002);
        assertThat(cache.view().size()).isEqualTo(2);
    }
}
