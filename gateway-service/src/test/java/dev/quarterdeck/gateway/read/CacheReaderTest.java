package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheReaderTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource SECRETS = new StoredResource("", "secrets");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final FakeStateClient state = new FakeStateClient(caches);
    private final CacheReader reader = new CacheReader(caches, new Freshness(state), Duration.ofMillis(300));

    private void put(StoredResource resource, String kind) {
        state.put(
                resource,
                "{\"kind\":\"" + kind + "\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}");
    }

    /** Another gateway may have named it already: who compares lists would take this one for older. */
    @Test
    void whatHasToBeFreshNamesTheNewestChangeOfAnyResource() {
        put(PODS, "Pod");
        put(SECRETS, "Secret");
        assertThat(reader.view(PODS, 0).join().revision()).isEqualTo(1);
        assertThat(reader.fresh(PODS, -1).join()).isInstanceOfSatisfying(FreshState.Cached.class, cached -> {
            assertThat(cached.view().revision()).isEqualTo(2);
            assertThat(cached.view().size()).isEqualTo(1);
        });
        put(SECRETS, "Secret");
        assertThat(reader.view(PODS, -1).join().revision()).isEqualTo(3);
        assertThat(reader.view(PODS, 0).join().revision()).isEqualTo(3);
    }

    @Test
    void aRevisionThatAnotherGatewayNamedIsThereAtOnce() {
        put(PODS, "Pod");
        put(SECRETS, "Secret");
        assertThat(reader.view(PODS, 2)).isCompletedWithValueMatching(view -> view.revision() == 2);
        assertThat(reader.view(PODS, 3)).isNotDone();
    }
}
