package dev.quarterdeck.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.endpoints.EndpointsController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EndpointSlices and Endpoints follow the pods of a rolling application. */
class FollowPodsSimulationTest {

    static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("tier", "front")
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", name)
                .withClusterIP("10.96.0.7")
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(8080))
                .endPort()
                .endSpec()
                .build();
    }

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        EndpointSliceController::create,
                        EndpointsController::create);
    }

    private static List<EndpointSlice> slices(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(EndpointSlice.class, "default"));
    }

    private static Optional<Endpoints> endpoints(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.get(Endpoints.class, "default", "web"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyReadyPodIsInExactlyOneSlice(long seed) {
        SimulatedCluster cluster =
                cluster(seed).create(service("web")).deployment("web", 4).converge();
        cluster.image("web", "web:2").converge();
        List<String> addresses = slices(cluster).stream()
                .flatMap(s -> s.getEndpoints().stream())
                .peek(e -> assertThat(e.getConditions().getReady()).isTrue())
                .map(e -> e.getAddresses().getFirst())
                .toList();
        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(cluster.activePods("web").stream()
                        .map(p -> p.getStatus().getPodIP())
                        .toList());
        assertThat(slices(cluster)).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getName()).startsWith("web-");
            assertThat(slice.getMetadata().getLabels())
                    .containsEntry("kubernetes.io/service-name", "web")
                    .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                    .containsEntry("tier", "front");
            assertThat(slice.getMetadata().getOwnerReferences().getFirst().getKind())
                    .isEqualTo("Service");
            assertThat(slice.getPorts().getFirst().getPort()).isEqualTo(8080);
        });
        Endpoints endpoints = endpoints(cluster).orElseThrow();
        assertThat(endpoints.getSubsets()).singleElement().satisfies(s -> {
            assertThat(s.getAddresses()).hasSize(4);
            assertThat(s.getNotReadyAddresses()).isEmpty();
        });
    }

    @Test
    void aStaleCacheOfSlicesMakesNoSecondSlice() {
        SimulatedCluster cluster = cluster(6);
        cluster.informers.hold(EndpointSlice.class);
        cluster.create(service("web")).deployment("web", 3).converge();
        assertThat(slices(cluster)).hasSize(1);
        cluster.informers.release(EndpointSlice.class);
        cluster.converge();
        assertThat(slices(cluster)).singleElement().satisfies(s -> assertThat(s.getEndpoints())
                .hasSize(3));
    }

    @Test
    void aServiceThatNobodyStandsBehindHasOneEmptySlice() {
        SimulatedCluster cluster = cluster(7).create(service("web")).converge();
        assertThat(slices(cluster)).singleElement().satisfies(s -> {
            assertThat(s.getEndpoints()).isEmpty();
            assertThat(s.getAddressType()).isEqualTo("IPv4");
        });
        cluster.deployment("web", 1).converge().scale("web", 0).converge();
        assertThat(slices(cluster)).singleElement().satisfies(s -> assertThat(s.getEndpoints())
                .isEmpty());
    }

    @Test
    void endpointsOfADeletedServiceGo() {
        SimulatedCluster cluster =
                cluster(8).create(service("web")).deployment("web", 1).converge();
        assertThat(endpoints(cluster)).isPresent();
        cluster.quietly(() -> cluster.api.delete(
                        cluster.api.get(Service.class, "default", "web").orElseThrow(), Propagation.BACKGROUND))
                .converge();
        assertThat(endpoints(cluster)).isEmpty();
    }

    @Test
    void quietMeansNoMoreWrites() {
        SimulatedCluster cluster =
                cluster(9).create(service("web")).deployment("web", 3).converge();
        cluster.server.forgetRequests();
        cluster.quietly(() -> {
            Service touched = cluster.api.get(Service.class, "default", "web").orElseThrow();
            touched.getMetadata().setAnnotations(java.util.Map.of("touched", "yes"));
            cluster.api.update(touched);
        });
        cluster.converge();
        assertThat(cluster.server.writes()).hasSize(1);
    }
}
