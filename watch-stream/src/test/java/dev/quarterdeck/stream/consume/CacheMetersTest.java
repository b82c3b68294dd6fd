package dev.quarterdeck.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CacheMetersTest {
    private static final StoredResource BOATS = new StoredResource("example.org", "boats");

    private final CacheMeters meters = new CacheMeters();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private static ReplicatedResourceCache cache(long revision) {
        ReplicatedResourceCache cache = new ReplicatedResourceCache(
                BOATS, SelectableFieldsExtractor.METADATA_ONLY, CacheSettings.DEFAULT, Runnable::run, () -> {});
        cache.fill(new SnapshotSource.Snapshot(revision, List.of()));
        return cache;
    }

    private double revision() {
        return registry.get("quarterdeck.cache.revision")
                .tag("resource", "boats.example.org")
                .gauge()
                .value();
    }

    @Test
    void whatIsMadeBeforeAndAfterARegistryIsThereIsMeasuredOnce() {
        ReplicatedResourceCache first = cache(7);
        meters.made(first);
        meters.bind(registry);
        assertThat(registry.getMeters()).hasSize(2);
        assertThat(revision()).isEqualTo(7);

        MeterRegistry another = new SimpleMeterRegistry();
        meters.bind(another);
        meters.bind(another);
        assertThat(another.getMeters()).hasSize(2);
        first.progress(new SnapshotSource.Progress(0, 9));
        assertThat(revision()).isEqualTo(9);
    }

    @Test
    void aResourceThatIsDefinedAgainIsMeasuredAnew() {
        meters.bind(registry);
        meters.made(cache(7));
        meters.gone(BOATS);
        assertThat(registry.getMeters()).isEmpty();

        ReplicatedResourceCache again = cache(12);
        meters.made(again);
        assertThat(revision()).isEqualTo(12);
    }

    @Test
    void oneIsGoneBeforeAnotherOfItsResourceIsMade() {
        ChangeLog log = new ChangeLog() {
            @Override
            public Heads heads() {
                return new Heads(7, Map.of(), Map.of(), 0);
            }

            @Override
            public List<Change> read(long after, int limit) {
                return List.of();
            }

            @Override
            public List<Change> read(StoredResource resource, long after, int limit) {
                return List.of();
            }

            @Override
            public void published(long revision) {}
        };
        SnapshotSource store = new SnapshotSource() {
            @Override
            public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletableFuture<Progress> progressOf(StoredResource resource) {
                return new CompletableFuture<>();
            }
        };
        CacheFeed feed = new CacheFeed(
                log,
                new RecentChanges(),
                store,
                SelectableFieldsExtractor.METADATA_ONLY,
                CacheSettings.DEFAULT,
                Runnable::run,
                () -> 0,
                () -> {});
        List<String> told = new ArrayList<>();
        feed.watch(cache -> told.add("made " + cache.resource()), resource -> {
            told.add("gone " + resource);
            // still the one that goes
            feed.cache(resource);
        });
        feed.cache(BOATS).close();
        feed.cache(BOATS);
        assertThat(told).containsExactly("made boats.example.org", "gone boats.example.org", "made boats.example.org");
    }
}
