package dev.quarterdeck.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.endpoints.EndpointsController;
import dev.quarterdeck.controller.endpointslicemirroring.EndpointSliceMirroringController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EndpointSlices of each family of a Service (KEP-563), of pods some of which have an IPv6 address alone. */
class FollowFamiliesSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .dualStack()
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        EndpointSliceController::create,
                        EndpointsController::create,
                        EndpointSliceMirroringController::create)
                .always(FollowFamiliesSimulationTest::eachSliceHasOneFamily);
    }

    private static void eachSliceHasOneFamily(SimulatedCluster cluster) {
        assertThat(slices(cluster))
                .allSatisfy(slice -> assertThat(slice.getEndpoints()).allSatisfy(endpoint -> assertThat(
                                endpoint.getAddresses().getFirst().contains(":"))
                        .isEqualTo(slice.getAddressType().equals("IPv6"))));
    }

    private static List<EndpointSlice> slices(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(EndpointSlice.class, "default"));
    }

    private static Service service(String... families) {
        return new ServiceBuilder(FollowPodsSimulationTest.service("web"))
                .editSpec()
                .withIpFamilies(families)
                .endSpec()
                .build();
    }

    private static void families(SimulatedCluster cluster, String... families) {
        cluster.quietly(() -> {
                    Service before =
                            cluster.api.get(Service.class, "default", "web").orElseThrow();
                    cluster.api.update(new ServiceBuilder(before)
                            .editSpec()
                            .withIpFamilies(families)
                            .endSpec()
                            .build());
                })
                .converge();
    }

    /** Addresses of all slices by family. */
    private static Map<String, List<String>> published(SimulatedCluster cluster) {
        Map<String, List<String>> byFamily = new TreeMap<>();
        for (EndpointSlice slice : slices(cluster)) {
            assertThat(byFamily).doesNotContainKey(slice.getAddressType());
            byFamily.put(
                    slice.getAddressType(),
                    slice.getEndpoints().stream()
                            .map(e -> e.getAddresses().getFirst())
                            .sorted()
                            .toList());
        }
        return byFamily;
    }

    private static List<String> ofPods(SimulatedCluster cluster, boolean v6) {
        return cluster.activePods("web").stream()
                .map(Pod::getStatus)
                .flatMap(status -> status.getPodIPs().stream())
                .map(PodIP::getIp)
                .filter(ip -> ip.contains(":") == v6)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void slicesFollowTheFamiliesOfTheService(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .create(service("IPv4", "IPv6"))
                .deployment("web", 6)
                .converge();
        assertThat(published(cluster)).isEqualTo(Map.of("IPv4", ofPods(cluster, false), "IPv6", ofPods(cluster, true)));
        assertThat(ofPods(cluster, true)).hasSize(6);
        families(cluster, "IPv4");
        assertThat(published(cluster)).isEqualTo(Map.of("IPv4", ofPods(cluster, false)));
        cluster.image("web", "web:2").converge();
        families(cluster, "IPv4", "IPv6");
        assertThat(published(cluster)).isEqualTo(Map.of("IPv4", ofPods(cluster, false), "IPv6", ofPods(cluster, true)));
        cluster.scale("web", 0).converge();
        assertThat(published(cluster)).isEqualTo(Map.of("IPv4", List.of(), "IPv6", List.of()));
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void endpointsHaveThePrimaryFamilyAlone(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .create(service("IPv6", "IPv4"))
                .deployment("web", 5)
                .converge();
        Endpoints endpoints = cluster.get(() -> cluster.api.get(Endpoints.class, "default", "web"))
                .orElseThrow();
        assertThat(endpoints.getSubsets().getFirst().getAddresses())
                .extracting(EndpointAddress::getIp)
                .containsExactlyInAnyOrderElementsOf(ofPods(cluster, true))
                .hasSize(5);
    }

    @Test
    void handMadeEndpointsOfBothFamiliesHaveAMirrorOfEach() {
        SimulatedCluster cluster = cluster(9)
                .create(new ServiceBuilder(service("IPv4", "IPv6"))
                        .editSpec()
                        .withSelector(Map.of())
                        .endSpec()
                        .build());
        cluster.create(new EndpointsBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("web")
                        .endMetadata()
                        .addNewSubset()
                        .addNewAddress()
                        .withIp("192.0.2.1")
                        .endAddress()
                        .addNewAddress()
                        .withIp("2001:db8::1")
                        .endAddress()
                        .addNewNotReadyAddress()
                        .withIp("2001:db8::2")
                        .endNotReadyAddress()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSubset()
                        .build())
                .converge();
        assertThat(published(cluster))
                .isEqualTo(Map.of("IPv4", List.of("192.0.2.1"), "IPv6", List.of("2001:db8::1", "2001:db8::2")));
    }
}
