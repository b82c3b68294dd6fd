package dev.quarterdeck.controller.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpandClaimsSimulationTest {

    private static SimulatedCluster cluster(boolean csi) {
        SimulatedCluster cluster = new SimulatedCluster(1)
                .run(ExpandController::create)
                .create(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("data")
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeName("pv")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Bound")
                        .withCapacity(Map.of("storage", new Quantity("1Gi")))
                        .endStatus()
                        .build());
        PersistentVolumeBuilder volume = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("pv")
                .endMetadata()
                .withNewSpec()
                .withNewClaimRef()
                .withNamespace("default")
                .withName("data")
                .withUid(claim(cluster).getMetadata().getUid())
                .endClaimRef()
                .endSpec();
        if (csi) {
            volume.editSpec()
                    .withNewCsi()
                    .withDriver("d.example.com")
                    .withVolumeHandle("h")
                    .endCsi()
                    .endSpec();
        }
        return cluster.create(volume.build()).converge();
    }

    private static PersistentVolumeClaim claim(SimulatedCluster cluster) {
        return cluster.get(() ->
                cluster.api.get(PersistentVolumeClaim.class, "default", "data").orElseThrow());
    }

    private static SimulatedCluster grow(SimulatedCluster cluster) {
        PersistentVolumeClaim now = claim(cluster);
        return cluster.quietly(() -> cluster.api.update(new PersistentVolumeClaimBuilder(now)
                        .editSpec()
                        .editResources()
                        .addToRequests("storage", new Quantity("9Gi"))
                        .endResources()
                        .endSpec()
                        .build()))
                .converge();
    }

    @Test
    void aClaimThatGrowsIsToldWhomItWaitsFor() {
        SimulatedCluster cluster = cluster(true);
        assertThat(cluster.events.events()).isEmpty();
        cluster.server.forgetRequests();
        grow(cluster)
                .expectEvents("Normal ExternalExpanding PersistentVolumeClaim/data waiting for an external controller"
                        + " to expand this PVC");
        assertThat(cluster.events.events()).hasSize(1);
        assertThat(cluster.server.writes()).hasSize(1);
    }

    @Test
    void itIsWarnedWhereNoDriverCouldDoIt() {
        grow(cluster(false))
                .expectEvents("Warning ExternalExpanding PersistentVolumeClaim/data waiting for an external controller"
                        + " to expand this PVC");
    }
}
