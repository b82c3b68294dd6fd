package dev.quarterdeck.reconcile.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseSightTest {
    private final LeaseSight sight = new LeaseSight(Duration.ofSeconds(15));

    private static Lease lease(String version, int seconds) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withResourceVersion(version)
                .endMetadata()
                .withNewSpec()
                .withLeaseDurationSeconds(seconds)
                .endSpec()
                .build();
    }

    private Duration leftAt(int seconds) {
        return sight.left(Duration.ofSeconds(seconds));
    }

    @Test
    void aLeaseRunsOutItsOwnTimeAfterItWasSeenToChange() {
        sight.saw(lease("7", 20), Duration.ofSeconds(100));
        assertThat(leftAt(119)).isEqualTo(Duration.ofSeconds(1));
        assertThat(leftAt(120)).isZero();
    }

    @Test
    void whatIsReadAgainUnchangedIsNoRenewal() {
        sight.saw(lease("7", 15), Duration.ofSeconds(100));
        sight.saw(lease("7", 15), Duration.ofSeconds(110));
        assertThat(leftAt(115)).isZero();
    }

    @Test
    void whatIsHeardLateOfAnEarlierRenewalIsNoRenewal() {
        sight.saw(lease("10", 15), Duration.ofSeconds(100));
        sight.saw(lease("9", 15), Duration.ofSeconds(110));
        assertThat(leftAt(115)).isZero();
        sight.saw(lease("11", 15), Duration.ofSeconds(112));
        assertThat(leftAt(115)).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void aLeaseThatDoesNotSayHowLongItHoldsHoldsAsOursDo() {
        Lease silent = new LeaseBuilder(lease("1", 1)).withSpec(null).build();
        sight.saw(silent, Duration.ofSeconds(5));
        assertThat(leftAt(5)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void anOwnWriteCountsFromWhenItWasAskedFor() {
        sight.wrote(lease("3", 15), Duration.ofSeconds(50));
        sight.saw(lease("3", 15), Duration.ofSeconds(51));
        assertThat(leftAt(60)).isEqualTo(Duration.ofSeconds(5));
    }
}
