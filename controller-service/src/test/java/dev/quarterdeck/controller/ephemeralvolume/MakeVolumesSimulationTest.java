package dev.quarterdeck.controller.ephemeralvolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class MakeVolumesSimulationTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: default, labels: {app: web}}
            spec:
              containers: [{name: c, image: i}]
              volumes:
              - name: scratch
                ephemeral:
                  volumeClaimTemplate:
                    metadata: {labels: {kind: scratch}}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;
    private static final String FOREIGN = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: web-scratch, namespace: default}
            spec: {accessModes: [ReadWriteOnce]}
            """;

    private static SimulatedCluster load(SimulatedCluster cluster, String yaml) {
        HasMetadata object = Serialization.unmarshal(yaml);
        return cluster.create(object);
    }

    private static List<PersistentVolumeClaim> claims(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(PersistentVolumeClaim.class, "default"));
    }

    @Test
    void theClaimIsThePods() {
        SimulatedCluster cluster = load(new SimulatedCluster(1).run(EphemeralVolumeController::create), POD)
                .converge();
        assertThat(claims(cluster)).singleElement().satisfies(claim -> {
            assertThat(claim.getMetadata().getName()).isEqualTo("web-scratch");
            assertThat(claim.getMetadata().getLabels()).containsEntry("kind", "scratch");
            assertThat(claim.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> assertThat(
                            owner.getName() + owner.getController())
                    .isEqualTo("webtrue"));
        });
    }

    @Test
    void aClaimOfSomebodyElseIsNotTaken() {
        SimulatedCluster cluster = load(new SimulatedCluster(1).run(EphemeralVolumeController::create), FOREIGN);
        load(cluster, POD).converge();
        assertThat(claims(cluster)).singleElement().satisfies(claim -> assertThat(
                        claim.getMetadata().getOwnerReferences())
                .isEmpty());
        cluster.expectEvents(
                "Warning FailedBinding Pod/web ephemeral volume scratch: PVC default/web-scratch was not created for pod default/web (pod is not owner)");
        PersistentVolumeClaim foreign = claims(cluster).getFirst();
        cluster.quietly(() -> cluster.api.deleteWithGrace(foreign, 0));
        cluster.converge();
        assertThat(claims(cluster).getFirst().getMetadata().getOwnerReferences())
                .hasSize(1);
    }
}
