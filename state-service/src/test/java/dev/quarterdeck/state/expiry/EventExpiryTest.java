package dev.quarterdeck.state.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.state.write.WriteFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventExpiryTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");
    private final EventExpiry expiry = new EventExpiry(cluster.store, () -> cluster.now, Duration.ofHours(1));

    private void event(String name, String more) {
        cluster.create(
                "v1",
                "Event",
                "default",
                "{'metadata':{'name':'" + name + "'},'involvedObject':{'namespace':'default'}" + more + "}");
    }

    @Test
    void removesWhatWasNotSeenForItsTime() {
        event("old", "");
        event("again", ",'lastTimestamp':'2026-01-02T03:30:00Z'");
        event("series", ",'series':{'count':2,'lastObservedTime':'2026-01-02T03:30:00.000000Z'}");
        cluster.now = cluster.now.plusSeconds(3590);
        assertThat(expiry.run()).isZero();

        cluster.now = cluster.now.plusSeconds(20);
        assertThat(expiry.run()).isEqualTo(1);

        assertThat(cluster.exists("v1", "Event", "default", "old")).isFalse();
        assertThat(cluster.exists("v1", "Event", "default", "again")).isTrue();
        assertThat(cluster.exists("v1", "Event", "default", "series")).isTrue();
    }

    @Test
    void goesThroughMoreThanAPage() {
        for (int i = 0; i < 450; i++) {
            event("e" + i, "");
        }
        cluster.now = cluster.now.plusSeconds(3700);
        assertThat(expiry.run()).isEqualTo(450);
    }
}
