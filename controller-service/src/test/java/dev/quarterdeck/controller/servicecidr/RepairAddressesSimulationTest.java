package dev.quarterdeck.controller.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairAddressesSimulationTest {

    private static SimulatedCluster cluster() {
        return new SimulatedCluster(1)
                .run(ServiceAddressController::create)
                .create(new ServiceCIDRBuilder()
                        .withNewMetadata()
                        .withName("kubernetes")
                        .endMetadata()
                        .withNewSpec()
                        .withCidrs("10.96.0.0/16")
                        .endSpec()
                        .build());
    }

    private static SimulatedCluster service(SimulatedCluster cluster, String name, String address) {
        return cluster.create(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(address)
                .withClusterIPs(address)
                .endSpec()
                .build());
    }

    private static IPAddressBuilder address(String name, String resource, String service) {
        return new IPAddressBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("ipaddress.kubernetes.io/ip-family", "IPv4")
                .addToLabels("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io")
                .endMetadata()
                .withNewSpec()
                .withNewParentRef()
                .withResource(resource)
                .withNamespace("default")
                .withName(service)
                .endParentRef()
                .endSpec();
    }

    private static List<String> held(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(IPAddress.class, "")).stream()
                .map(a -> a.getMetadata().getName() + " "
                        + a.getSpec().getParentRef().getResource() + " "
                        + a.getSpec().getParentRef().getName())
                .toList();
    }

    @Test
    void anAddressThatWasDeletedIsMadeAgain() {
        SimulatedCluster cluster = service(
                        cluster().create(address("10.96.0.7", "services", "web").build()), "web", "10.96.0.7")
                .converge();
        assertThat(cluster.events.events()).isEmpty();
        IPAddress there =
                cluster.get(() -> cluster.api.list(IPAddress.class, "")).getFirst();
        cluster.quietly(() -> cluster.api.delete(there, Propagation.DEFAULT)).converge();
        assertThat(held(cluster)).containsExactly("10.96.0.7 services web");
        cluster.expectEvents(
                "Warning ClusterIPNotAllocated Service/web Cluster IP [IPv4]: 10.96.0.7 is not allocated; repairing");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void bothAddressesOfAServiceAreMadeAgainUnderTheirCanonicalNames() {
        SimulatedCluster cluster = cluster()
                .create(new ServiceCIDRBuilder()
                        .withNewMetadata()
                        .withName("more")
                        .endMetadata()
                        .withNewSpec()
                        .withCidrs("fd00:10:96::/112")
                        .endSpec()
                        .build())
                .create(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .withType("ClusterIP")
                        .withClusterIP("10.96.0.7")
                        .withClusterIPs("10.96.0.7", "FD00:10:96:0::7")
                        .endSpec()
                        .build())
                .converge();
        assertThat(held(cluster)).containsExactly("10.96.0.7 services web", "fd00:10:96::7 services web");
        assertThat(cluster.get(() -> cluster.api.list(IPAddress.class, "")))
                .extracting(a -> a.getMetadata().getLabels().get("ipaddress.kubernetes.io/ip-family"))
                .containsExactly("IPv4", "IPv6");
        cluster.expectEvents(
                "Warning ClusterIPNotAllocated Service/web Cluster IP [IPv4]: 10.96.0.7 is not allocated; repairing",
                "Warning ClusterIPNotAllocated Service/web Cluster IP [IPv6]: fd00:10:96::7 is not allocated; repairing");
        cluster.server.forgetRequests();
        cluster.advance(Duration.ofMinutes(2)).converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void oneThatPointsElsewhereIsMadeAnew() {
        SimulatedCluster cluster = service(
                cluster()
                        .create(address("10.96.0.7", "services", "gone").build())
                        .create(address("10.96.0.8", "widgets", "w").build()),
                "web",
                "10.96.0.7");
        service(cluster, "db", "10.96.0.8").advance(Duration.ofSeconds(70));
        assertThat(held(cluster)).containsExactlyInAnyOrder("10.96.0.7 services web", "10.96.0.8 services db");
    }

    @Test
    void whatNobodyHasIsCleanedUpInAMinute() {
        SimulatedCluster cluster = cluster()
                .create(address("10.96.0.9", "services", "gone").build())
                .create(address("10.96.0.10", "services", "gone")
                        .editMetadata()
                        .withLabels(null)
                        .endMetadata()
                        .build())
                .advance(Duration.ofSeconds(30));
        assertThat(held(cluster)).hasSize(2);
        cluster.advance(Duration.ofSeconds(40));
        assertThat(held(cluster)).containsExactly("10.96.0.10 services gone");
        cluster.expectEvents("Warning IPAddressNotAllocated IPAddress/10.96.0.9 IPAddress: 10.96.0.9 for Service"
                + " default/gone appears to have leaked: cleaning up");
    }

    @Test
    void addressesOutOfRangeAndThoseOfTwoServicesAreTold() {
        SimulatedCluster cluster = service(cluster(), "out", "192.168.0.1");
        cluster.create(address("10.96.0.7", "services", "web").build());
        service(service(cluster, "web", "10.96.0.7"), "twin", "10.96.0.7").converge();
        cluster.expectEvents(
                "Warning ClusterIPOutOfRange Service/out Cluster IP [IPv4]: 192.168.0.1 is not within any configured"
                        + " Service CIDR; please recreate service",
                "Warning ClusterIPAlreadyAllocated Service/twin Cluster IP [IPv4]: 10.96.0.7 was assigned to multiple"
                        + " services; please recreate service");
        assertThat(held(cluster)).containsExactly("10.96.0.7 services web");
    }

    @Test
    void servicesWithoutAddressAreLeftAlone() {
        SimulatedCluster cluster = service(cluster(), "headless", "None").converge();
        assertThat(held(cluster)).isEmpty();
        assertThat(cluster.events.events()).isEmpty();
    }
}
