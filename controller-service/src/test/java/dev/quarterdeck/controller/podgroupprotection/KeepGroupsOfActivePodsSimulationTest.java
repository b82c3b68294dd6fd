package dev.quarterdeck.controller.podgroupprotection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.model.PodGroup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeepGroupsOfActivePodsSimulationTest {
    private final SimulatedCluster cluster =
            new SimulatedCluster(1).kubelets(false).run(PodGroupProtectionController::create);

    private PodGroup group(String name) {
        PodGroup group = new PodGroup();
        group.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName(name)
                .addToFinalizers(PodGroup.PROTECTION, "example.com/other")
                .build());
        group.setAdditionalProperty("spec", Map.of("schedulingPolicy", Map.of("gang", Map.of("minCount", 2))));
        return group;
    }

    private static Pod pod(String name, String group) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewSchedulingGroup(group)
                .endSpec()
                .build();
    }

    private PodGroup now() {
        return cluster.get(() -> cluster.api.get(PodGroup.class, "default", "g").orElseThrow());
    }

    @Test
    void aGroupStaysUntilItsLastPodHasEndedOrIsGone() {
        cluster.create(group("g"))
                .create(pod("a", "g"))
                .create(pod("b", "g"))
                .create(pod("c", "other"))
                .converge();
        cluster.quietly(() -> cluster.api.delete(now(), Propagation.BACKGROUND)).converge();
        assertThat(now().getFinalizers()).contains(PodGroup.PROTECTION);
        cluster.quietly(() -> cluster.api.updateStatus(cluster.api
                        .get(Pod.class, "default", "a")
                        .orElseThrow()
                        .edit()
                        .withNewStatus()
                        .withPhase("Succeeded")
                        .endStatus()
                        .build()))
                .converge();
        assertThat(now().getFinalizers()).contains(PodGroup.PROTECTION);
        cluster.quietly(() -> cluster.api.deleteWithGrace(
                        cluster.api.get(Pod.class, "default", "b").orElseThrow(), 0))
                .converge();
        assertThat(now().getFinalizers()).containsExactly("example.com/other");
        assertThat(now().minCount()).as("nothing else is different").isEqualTo(2);
    }

    @Test
    void oneThatIsNotBeingDeletedIsLeftAlone() {
        cluster.create(group("g")).converge();
        assertThat(now().getFinalizers()).contains(PodGroup.PROTECTION);
        assertThat(cluster.server.writes().stream().filter(w -> w.contains("podgroups/")))
                .isEmpty();
    }
}
