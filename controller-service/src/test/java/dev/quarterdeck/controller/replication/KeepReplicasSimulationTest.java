package dev.quarterdeck.controller.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepReplicasSimulationTest {

    private static ReplicationController controller() {
        return new ReplicationControllerBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .addToSelector("app", "web")
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static ReplicationController get(SimulatedCluster cluster) {
        return cluster.get(() ->
                cluster.api.get(ReplicationController.class, "default", "web").orElseThrow());
    }

    private static void scale(SimulatedCluster cluster, int replicas) {
        cluster.quietly(() -> cluster.api.update(new ReplicationControllerBuilder(get(cluster))
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void podsAreAsManyAsWanted(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed)
                .run(ReplicationControllerController::create)
                .always(c -> assertThat(c.activePods("web").size()).isLessThanOrEqualTo(3))
                .create(controller())
                .converge()
                .expectPods("web", 3);
        cluster.quietly(() -> cluster.api.delete(cluster.pods().getFirst(), Propagation.DEFAULT));
        cluster.converge().expectPods("web", 3);
        scale(cluster, 1);
        cluster.converge().expectPods("web", 1);
        assertThat(get(cluster).getStatus().getReplicas()).isEqualTo(1);
        assertThat(get(cluster).getStatus().getAvailableReplicas()).isEqualTo(1);
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void aRefusalIsTold() {
        SimulatedCluster cluster = new SimulatedCluster(1).run(ReplicationControllerController::create);
        cluster.server.failWhen(request ->
                request.method().equals("POST") && request.pathAndQuery().endsWith("/pods")
                        ? Optional.of(ApiException.forbidden("", "pods", "", "exceeded quota"))
                        : Optional.empty());
        cluster.create(controller()).converge();
        assertThat(get(cluster).getStatus().getConditions())
                .extracting(ReplicationControllerCondition::getReason)
                .containsExactly("FailedCreate");
        cluster.server.failNoMore();
        cluster.advance(java.time.Duration.ofMinutes(2)).expectPods("web", 3);
        assertThat(get(cluster).getStatus().getConditions()).isEmpty();
    }

    @Test
    void aNamespaceThatIsBeingDeletedGetsNoPodsAndNoComplaint() {
        SimulatedCluster cluster = new SimulatedCluster(1).run(ReplicationControllerController::create);
        cluster.server.failWhen(request ->
                request.method().equals("POST") && request.pathAndQuery().endsWith("/pods")
                        ? Optional.of(ApiException.forbidden(
                                "",
                                "pods",
                                "",
                                "unable to create new content in namespace default because it is being terminated"))
                        : Optional.empty());
        cluster.create(controller()).converge();
        assertThat(get(cluster).getStatus().getConditions()).isEmpty();
        assertThat(cluster.events.events()).isEmpty();
        assertThat(cluster.server.writes().stream().filter(w -> w.contains("/pods")))
                .as("one for each look at the controller, not one for each of three pods")
                .hasSizeLessThan(3);
    }
}
