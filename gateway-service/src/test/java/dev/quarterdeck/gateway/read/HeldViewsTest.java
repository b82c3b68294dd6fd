package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldViewsTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private Instant now = Instant.EPOCH;
    private final HeldViews held = new HeldViews(caches::cache, 10_000, () -> now);

    private void put(String name, int bytes) {
        caches.put(
                CONFIG_MAPS,
                Json.read(("{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"a\"},\"data\":{\"x\":\""
                                + "x".repeat(bytes) + "\"}}")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private CacheView hold() {
        CacheView view = caches.cache(CONFIG_MAPS).view();
        held.hold(CONFIG_MAPS, view);
        return view;
    }

    @Test
    void keepsAViewThoughObjectsChange() {
        put("one", 10);
        CacheView view = hold();
        put("one", 20);
        assertThat(held.at(CONFIG_MAPS, view.revision())).isSameAs(view);
        assertThat(held.at(CONFIG_MAPS, view.revision() + 5)).isNull();
    }

    @Test
    void letsGoOfTheOldestOnceTheyKeepMoreThanTheBound() {
        put("one", 6_000);
        CacheView first = hold();
        put("one", 6_000);
        CacheView second = hold();
        put("two", 100);
        assertThat(held.at(CONFIG_MAPS, first.revision())).isSameAs(first);
        put("one", 6_000);
        assertThat(held.at(CONFIG_MAPS, first.revision())).isNull();
        assertThat(held.at(CONFIG_MAPS, second.revision())).isSameAs(second);
    }

    @Test
    void letsGoAfterFiveMinutesAndOfTheSixtyFifth() {
        put("one", 10);
        CacheView old = hold();
        now = now.plusSeconds(301);
        held.tidy();
        put("one", 20);
        assertThat(held.at(CONFIG_MAPS, old.revision())).isNull();
        for (int i = 0; i < 100; i++) {
            put("n" + i, 1);
            hold();
        }
        assertThat(held.size()).isEqualTo(64);
    }

    @Test
    void aCacheThatWasFilledAnewSharesNothingWithEarlierViews() {
        put("one", 20_000);
        CacheView old = hold();
        caches.fill(CONFIG_MAPS, List.of());
        put("two", 10);
        assertThat(held.at(CONFIG_MAPS, old.revision())).isNull();
    }
}
