package dev.quarterdeck.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ConvertedCacheTest {
    private static final StoredResource WIDGETS = new StoredResource("example.com", "widgets");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final AtomicInteger failures = new AtomicInteger();
    private final ReplicatedResourceCache target = new ReplicatedResourceCache(
            WIDGETS.seenAs("v2"),
            SelectableFieldsExtractor.METADATA_ONLY,
            CacheSettings.DEFAULT,
            Runnable::run,
            () -> {});
    private ConvertedCache converted;

    /** A webhook that gives everything another version, once it does not fail any more. */
    private final SnapshotSource source = new SnapshotSource() {
        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
            if (failures.getAndDecrement() > 0) {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
            return CompletableFuture.completedFuture(objects.stream()
                    .map(json -> {
                        ObjectNode tree = Json.read(json);
                        tree.put("apiVersion", to.apiVersion());
                        return Json.write(tree);
                    })
                    .toList());
        }
    };

    private void start() {
        converted = new ConvertedCache(target, () -> caches.cache(WIDGETS), source);
    }

    @AfterEach
    void stop() {
        converted.close();
        caches.close();
    }

    private long put(String name) {
        return caches.put(
                WIDGETS,
                "{\"kind\":\"Widget\",\"apiVersion\":\"example.com/v1\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"n\"}}");
    }

    private CacheView at(long revision) {
        return target.awaitRevision(revision).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static String version(CacheView view, String name) {
        return Json.read(view.get(new ObjectKey("n", name)).json())
                .path("apiVersion")
                .asString("");
    }

    @Test
    void showsWhatIsThereAndWhatComesInTheOtherVersion() {
        long first = put("a");
        start();
        assertThat(version(at(first), "a")).isEqualTo("example.com/v2");
        long second = put("b");
        assertThat(version(at(second), "b")).isEqualTo("example.com/v2");
        long third = caches.delete(WIDGETS, new ObjectKey("n", "a"));
        assertThat(at(third).get(new ObjectKey("n", "a"))).isNull();
    }

    @Test
    void aWebhookThatFailsIsAskedAgainAndNothingIsLost() {
        failures.set(1);
        long first = put("a");
        start();
        assertThat(version(at(first), "a")).isEqualTo("example.com/v2");
        failures.set(1);
        put("b");
        long last = put("c");
        CacheView view = at(last);
        assertThat(version(view, "b")).isEqualTo("example.com/v2");
        assertThat(version(view, "c")).isEqualTo("example.com/v2");
    }

    @Test
    void isAsFarAsTheStoredObjectsWhereNothingHappens() {
        long first = put("a");
        start();
        at(first);
        long later = caches.progress(WIDGETS);
        assertThat(at(later).revision()).isGreaterThanOrEqualTo(later);
    }
}
