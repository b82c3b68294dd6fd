package dev.quarterdeck.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

class WatchSeamsTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void restart(TestGateway.Options options) {
        gateway.close();
        gateway = new TestGateway(options);
    }

    private WatchClient watch(String query, String... headers) {
        return new WatchClient(
                gateway.http(HttpClient.Version.HTTP_2), gateway.uri("/api/v1/configmaps?watch=true" + query), headers);
    }

    private long put(String name, String app) {
        return gateway.state.put(CONFIG_MAPS, configMap(name, app));
    }

    private static String configMap(String name, String app) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"d\",\"labels\":{\"app\":\"" + app + "\"}}}";
    }

    private long delete(String name) {
        return gateway.state.delete(CONFIG_MAPS, new ObjectKey("d", name));
    }

    @Test
    void withoutARevisionTheStateComesFirst() {
        long a = put("a", "x");
        long b = put("b", "x");
        try (WatchClient watch = watch("")) {
            assertThat(watch.next().summary()).isEqualTo("ADDED a " + a);
            assertThat(watch.next().summary()).isEqualTo("ADDED b " + b);
            long c = put("b", "y");
            assertThat(watch.next().summary()).isEqualTo("MODIFIED b " + c);
        }
    }

    @Test
    void fromARevisionOnlyWhatCameAfterIt() {
        long a = put("a", "x");
        long b = put("b", "x");
        long c = delete("a");
        try (WatchClient watch = watch("&resourceVersion=" + a)) {
            assertThat(watch.next().summary()).isEqualTo("ADDED b " + b);
            assertThat(watch.next().summary()).isEqualTo("DELETED a " + c);
        }
    }

    @Test
    void beforeTheWindowHistoryIsReadAndJoinedWithoutGapOrRepeat() {
        restart(TestGateway.Options.standard().cache(new CacheSettings(3, 1 << 20)));
        put("c0", "x");
        for (int i = 1; i <= 1000; i++) {
            put("c" + i % 7, "x");
        }
        try (WatchClient watch = watch("&resourceVersion=1")) {
            for (long revision = 2; revision <= 600; revision++) {
                assertThat(watch.next().object().at("/metadata/resourceVersion").stringValue())
                        .isEqualTo(Long.toString(revision));
            }
            for (int i = 0; i < 500; i++) {
                put("late" + i % 3, "x");
            }
            for (long revision = 601; revision <= 1501; revision++) {
                assertThat(watch.next().object().at("/metadata/resourceVersion").stringValue())
                        .isEqualTo(Long.toString(revision));
            }
        }
    }

    @Test
    void historyKnowsWhatEntersAndLeavesASelection() {
        restart(TestGateway.Options.standard().cache(new CacheSettings(1, 1 << 20)));
        put("a", "x"); // 1
        put("a", "y"); // 2: enters
        put("a", "y"); // 3: stays
        put("a", "x"); // 4: leaves
        put("a", "y"); // 5: enters
        delete("a"); // 6
        put("b", "x"); // 7: never in
        put("b", "x"); // 8
        try (WatchClient watch = watch("&resourceVersion=1&labelSelector=app%3Dy")) {
            assertThat(watch.next().summary()).isEqualTo("ADDED a 2");
            assertThat(watch.next().summary()).isEqualTo("MODIFIED a 3");
            WatchClient.Event left = watch.next();
            assertThat(left.summary()).isEqualTo("DELETED a 4");
            assertThat(left.object().at("/metadata/labels/app").stringValue()).isEqualTo("y");
            assertThat(watch.next().summary()).isEqualTo("ADDED a 5");
            assertThat(watch.next().summary()).isEqualTo("DELETED a 6");
            put("b", "y");
            assertThat(watch.next().summary()).isEqualTo("ADDED b 9");
        }
    }

    @Test
    void theWindowKnowsWhatEntersAndLeavesASelection() {
        try (WatchClient watch = watch("&resourceVersion=0&labelSelector=app%3Dy")) {
            put("a", "x");
            put("a", "y");
            put("a", "x");
            put("b", "y");
            delete("b");
            assertThat(watch.next().summary()).isEqualTo("ADDED a 2");
            WatchClient.Event left = watch.next();
            assertThat(left.summary()).isEqualTo("DELETED a 3");
            assertThat(left.object().at("/metadata/labels/app").stringValue()).isEqualTo("y");
            assertThat(watch.next().summary()).isEqualTo("ADDED b 4");
            assertThat(watch.next().summary()).isEqualTo("DELETED b 5");
        }
    }

    @Test
    void pastHistoryItEndsWithGone() {
        restart(TestGateway.Options.standard().cache(new CacheSettings(1, 1 << 20)));
        for (int i = 0; i < 10; i++) {
            put("a", "x");
        }
        gateway.state.historyStart = 5;
        try (WatchClient watch = watch("&resourceVersion=2")) {
            WatchClient.Event error = watch.next();
            assertThat(error.type()).isEqualTo("ERROR");
            assertThat(error.object().path("code").intValue()).isEqualTo(410);
            assertThat(error.object().path("reason").stringValue()).isEqualTo("Expired");
            assertThat(error.object().path("message").stringValue()).startsWith("too old resource version: 2 (");
            assertThat(watch.ends()).isTrue();
        }
    }

    @Test
    void fromTheFutureItIsRefused() {
        put("a", "x");
        HttpResponse<String> late = gateway.get("/api/v1/configmaps?watch=true&resourceVersion=99");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("Too large resource version: 99, current: 1");
    }

    @Test
    void theStateEndsWithABookmarkForThoseWhoAskForIt() {
        put("a", "x");
        try (WatchClient watch = watch(
                "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=")) {
            assertThat(watch.next().summary()).isEqualTo("ADDED a 1");
            WatchClient.Event bookmark = watch.next();
            assertThat(bookmark.type()).isEqualTo("BOOKMARK");
            assertThat(bookmark.object().path("kind").stringValue()).isEqualTo("ConfigMap");
            assertThat(bookmark.object().at("/metadata/resourceVersion").stringValue())
                    .isEqualTo("1");
            assertThat(bookmark.line()).contains("\"k8s.io/initial-events-end\":\"true\"");
            put("b", "x");
            assertThat(watch.next().summary()).isEqualTo("ADDED b 2");
        }
    }

    @Test
    void bookmarksComeFromTimeToTimeWithTheRevisionThatNothingIsMissingUpTo() {
        restart(TestGateway.Options.standard()
                .watch(new WatchSettings(100, Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofMinutes(1))));
        put("a", "x");
        try (WatchClient watch = watch("&resourceVersion=1&allowWatchBookmarks=true")) {
            gateway.state.caches.progress(CONFIG_MAPS);
            WatchClient.Event bookmark = watch.next();
            while (!bookmark.object()
                    .at("/metadata/resourceVersion")
                    .stringValue()
                    .equals("2")) {
                assertThat(bookmark.type()).isEqualTo("BOOKMARK");
                bookmark = watch.next();
            }
        }
    }

    @Test
    void endsAfterItsTimeout() {
        try (WatchClient watch = watch("&timeoutSeconds=1")) {
            assertThat(watch.ends()).isTrue();
        }
    }

    @Test
    void aBookmarkIsTheLastThingBeforeTheTimeoutForThoseWhoWantThem() {
        put("a", "x");
        try (WatchClient watch = watch("&resourceVersion=1&timeoutSeconds=1&allowWatchBookmarks=true");
                WatchClient without = watch("&resourceVersion=1&timeoutSeconds=1")) {
            WatchClient.Event last = watch.next();
            assertThat(last.type()).isEqualTo("BOOKMARK");
            assertThat(last.object().at("/metadata/resourceVersion").stringValue())
                    .isEqualTo("1");
            assertThat(watch.ends()).isTrue();
            assertThat(without.ends()).isTrue();
        }
    }

    @Test
    void bookmarksComeOnceAMinuteUnlessSomebodySaysOtherwise() {
        assertThat(Binder.get(new MockEnvironment())
                        .bindOrCreate("quarterdeck.gateway.watch", WatchSettings.class)
                        .bookmarkInterval())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatACacheMissedBeforeItWasFilledAnewComesFromHistory() {
        put("a", "x");
        try (WatchClient watch = watch("&resourceVersion=1")) {
            put("b", "x");
            assertThat(watch.next().summary()).isEqualTo("ADDED b 2");
            gateway.state.refill(CONFIG_MAPS, configMap("c", "x"));
            assertThat(watch.next().summary()).isEqualTo("ADDED c 3");
            put("d", "x");
            assertThat(watch.next().summary()).isEqualTo("ADDED d 4");
        }
    }

    @Test
    void tablesShowTheirColumnsOnce() {
        put("a", "x");
        try (WatchClient watch = watch("", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")) {
            WatchClient.Event first = watch.next();
            assertThat(first.object().path("kind").stringValue()).isEqualTo("Table");
            assertThat(first.object().path("columnDefinitions").size()).isGreaterThan(1);
            assertThat(first.object().at("/rows/0/object/kind").stringValue()).isEqualTo("PartialObjectMetadata");
            put("b", "x");
            WatchClient.Event second = watch.next();
            assertThat(second.object().path("columnDefinitions").isNull()).isTrue();
            assertThat(second.object().at("/rows/0/cells/0").stringValue()).isEqualTo("b");
        }
    }

    @Test
    void theOldPathWatchesOneObject() {
        put("a", "x");
        put("b", "x");
        try (WatchClient watch = new WatchClient(
                gateway.http(HttpClient.Version.HTTP_1_1), gateway.uri("/api/v1/watch/namespaces/d/configmaps/b"))) {
            assertThat(watch.next().summary()).isEqualTo("ADDED b 2");
            put("a", "x");
            put("b", "x");
            assertThat(watch.next().summary()).isEqualTo("MODIFIED b 4");
        }
    }
}
