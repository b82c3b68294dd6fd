package dev.quarterdeck.controller.leasegc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** API servers come and go; their Leases do not pile up. */
class CollectLeasesSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1).run(LeaseGcController::create);

    private void lease(String namespace, String name, @Nullable String identity, @Nullable Duration ago, int seconds) {
        ZonedDateTime renewed =
                ago == null ? null : cluster.time.instant().minus(ago).atZone(ZoneOffset.UTC);
        cluster.create(new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(identity == null ? Map.of() : Map.of("apiserver.kubernetes.io/identity", identity))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name)
                .withLeaseDurationSeconds(seconds)
                .withRenewTime(renewed)
                .endSpec()
                .build());
    }

    private List<String> names() {
        return cluster.get(() -> cluster.api.list(Lease.class, "")).stream()
                .map(lease -> lease.getMetadata().getName())
                .toList();
    }

    @Test
    void leasesOfServersThatAreGoneAreDeletedAndNoOthers() {
        lease("kube-system", "fresh", "kube-apiserver", Duration.ofMinutes(59), 3 * 3600);
        lease("kube-system", "old", "kube-apiserver", Duration.ofMinutes(61), 3600);
        lease("kube-system", "never-renewed", "kube-apiserver", null, 3600);
        lease("kube-system", "of-another-server", "aggregated-apiserver", Duration.ofDays(9), 3600);
        lease("kube-system", "kube-scheduler", null, Duration.ofDays(9), 15);
        lease("default", "elsewhere", "kube-apiserver", Duration.ofDays(9), 3600);
        // A cache that fills while the first look is taken shows the rest at the second.
        cluster.advance(Duration.ofMinutes(61));
        assertThat(names()).containsExactlyInAnyOrder("fresh", "of-another-server", "kube-scheduler", "elsewhere");
        cluster.advance(Duration.ofHours(2));
        assertThat(names()).doesNotContain("fresh");
    }

    @Test
    void aLeaseThatTheCacheHasNotSeenRenewedStays() {
        lease("kube-system", "late", "kube-apiserver", Duration.ofMinutes(61), 3600);
        // Delivered to the cache before, renewed on the server since.
        while (cluster.informers.deliverOne()) {
            assertThat(names()).contains("late");
        }
        Lease late = cluster.get(
                () -> cluster.api.get(Lease.class, "kube-system", "late").orElseThrow());
        late.getSpec().setRenewTime(cluster.time.instant().atZone(ZoneOffset.UTC));
        cluster.quietly(() -> cluster.api.update(late));
        cluster.converge();
        assertThat(names()).contains("late");
    }
}
