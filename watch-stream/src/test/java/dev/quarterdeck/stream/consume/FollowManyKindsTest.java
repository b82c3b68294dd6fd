package dev.quarterdeck.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done for kinds of which nothing changes does not grow with their number. */
class FollowManyKindsTest {
    private static final int KINDS = 500;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<StoredResource> askedAbout = new ArrayList<>();
    private int askedAboutMany;
    private int logReads;
    private long revision = 7;
    private long now;

    private final SnapshotSource store = new SnapshotSource() {
        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            return CompletableFuture.completedFuture(new Snapshot(7, List.of()));
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            askedAbout.add(resource);
            return CompletableFuture.completedFuture(new Progress(0, revision));
        }

        @Override
        public CompletableFuture<Map<StoredResource, Progress>> progressOf(Collection<StoredResource> resources) {
            askedAboutMany++;
            Map<StoredResource, Progress> progress = new LinkedHashMap<>();
            resources.forEach(resource -> progress.put(resource, new Progress(0, revision)));
            return CompletableFuture.completedFuture(progress);
        }
    };

    private final ChangeLog log = new ChangeLog() {
        @Override
        public Heads heads() {
            return new Heads(7, Map.of(), Map.of(), 0);
        }

        @Override
        public List<Change> read(long after, int limit) {
            logReads++;
            return List.of();
        }

        @Override
        public List<Change> read(StoredResource resource, long after, int limit) {
            throw new UnsupportedOperationException("caches read the whole log");
        }

        @Override
        public void published(long revision) {}
    };

    private final CacheFeed feed = new CacheFeed(
            log,
            new RecentChanges(),
            store,
            SelectableFieldsExtractor.METADATA_ONLY,
            CacheSettings.DEFAULT,
            tasks::add,
            () -> now,
            () -> {});

    private List<ReplicatedResourceCache> followed() {
        List<ReplicatedResourceCache> caches = new ArrayList<>();
        for (int i = 0; i < KINDS; i++) {
            caches.add(feed.cache(new StoredResource("example.org", "kind" + i + "s")));
        }
        for (int i = 0; i < 5; i++) {
            step();
        }
        assertThat(caches).allMatch(cache -> cache.ready().isDone());
        logReads = 0;
        return caches;
    }

    private void step() {
        feed.step();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void seconds(int count) {
        for (int i = 1; i <= count * 1000L / CacheFeed.TICK_MILLIS; i++) {
            now += CacheFeed.TICK_MILLIS * 1_000_000;
            feed.tick();
            step();
        }
    }

    @Test
    void allQuietKindsAreOneQuestionInHalfAMinute() {
        List<ReplicatedResourceCache> caches = followed();
        revision = 12;
        seconds(60);
        assertThat(askedAbout).isEmpty();
        assertThat(askedAboutMany).isEqualTo(2);
        assertThat(logReads).isBetween(50, 70);
        assertThat(caches).allMatch(cache -> cache.view().revision() == 12);
    }

    /** More than a table of them has places: some share one. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoWaitsForManyKindsHearsOfEach() {
        List<CompletableFuture<CacheView>> waiting =
                followed().stream().map(cache -> cache.awaitRevision(9)).toList();
        seconds(1);
        assertThat(Set.copyOf(askedAbout)).hasSize(KINDS);
        revision = 9;
        seconds(1);
        assertThat(waiting).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whoWaitsForOneKindAsksAboutItAlone() {
        ReplicatedResourceCache awaited = followed().get(3);
        CompletableFuture<CacheView> waiting = awaited.awaitRevision(9);
        seconds(1);
        assertThat(waiting).isNotDone();
        assertThat(askedAbout).isNotEmpty().containsOnly(awaited.resource());
        revision = 9;
        seconds(1);
        assertThat(waiting).isDone();
        askedAbout.clear();
        seconds(10);
        assertThat(askedAbout).isEmpty();
    }
}
