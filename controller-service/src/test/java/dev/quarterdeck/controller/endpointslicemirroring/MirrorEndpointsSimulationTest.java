package dev.quarterdeck.controller.endpointslicemirroring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MirrorEndpointsSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(3).run(EndpointSliceMirroringController::create);

    private void service(Map<String, String> selector) {
        cluster.create(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("s")
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build());
    }

    private static EndpointsBuilder endpoints(String... addresses) {
        EndpointsBuilder builder = new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("s")
                .addToLabels("mine", "yes")
                .endMetadata();
        for (String address : addresses) {
            builder.addNewSubset()
                    .addNewAddress()
                    .withIp(address)
                    .endAddress()
                    .addNewPort()
                    .withName("web")
                    .withPort(8080)
                    .withProtocol("TCP")
                    .endPort()
                    .endSubset();
        }
        return builder;
    }

    private List<EndpointSlice> slices() {
        return cluster.get(() -> cluster.api.list(EndpointSlice.class, "default"));
    }

    private Endpoints now() {
        return cluster.get(
                () -> cluster.api.get(Endpoints.class, "default", "s").orElseThrow());
    }

    @Test
    void followsEndpointsFromTheirMakingToTheirEnd() {
        service(Map.of());
        cluster.create(endpoints("10.1.2.3").build()).converge();
        assertThat(slices()).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getLabels())
                    .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io")
                    .containsEntry("kubernetes.io/service-name", "s")
                    .containsEntry("mine", "yes");
            assertThat(slice.getAddressType()).isEqualTo("IPv4");
            assertThat(slice.getEndpoints().getFirst().getAddresses()).containsExactly("10.1.2.3");
            assertThat(slice.getEndpoints().getFirst().getConditions().getReady())
                    .isTrue();
            assertThat(slice.getPorts().getFirst().getPort()).isEqualTo(8080);
        });

        cluster.quietly(() -> cluster.api.update(new EndpointsBuilder(now())
                        .withSubsets(endpoints("10.1.2.4", "fd00::1").build().getSubsets())
                        .build()))
                .converge();
        assertThat(slices()).extracting(EndpointSlice::getAddressType).containsExactlyInAnyOrder("IPv4", "IPv6");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();

        cluster.quietly(() -> cluster.api.delete(now(), Propagation.BACKGROUND)).converge();
        assertThat(slices()).isEmpty();
    }

    @Test
    void leavesAloneWhatHasASelectorOrIsNotToBeMirrored() {
        service(Map.of("app", "s"));
        cluster.create(endpoints("10.1.2.3").build()).converge();
        assertThat(slices()).isEmpty();
        cluster.create(endpoints("10.1.2.3")
                        .editMetadata()
                        .withName("alone")
                        .endMetadata()
                        .build())
                .converge();
        assertThat(slices()).isEmpty();
    }
}
