package dev.quarterdeck.controller.servicecidr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepServiceRangesSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1).run(ServiceCidrController::create);

    private void range(String name, String... cidr) {
        cluster.create(new ServiceCIDRBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withCidrs(cidr)
                .endSpec()
                .build());
    }

    private ServiceCIDR range(String name) {
        return cluster.get(() -> cluster.api.get(ServiceCIDR.class, "", name).orElseThrow());
    }

    private void delete(String name) {
        cluster.quietly(() -> cluster.api.delete(range(name), Propagation.BACKGROUND))
                .converge();
    }

    @Test
    void aRangeIsReadyAndStaysWhileItsAddressesAreNeeded() {
        range("a", "10.10.0.0/24");
        cluster.create(new IPAddressBuilder()
                        .withNewMetadata()
                        .withName("10.10.0.7")
                        .endMetadata()
                        .build())
                .converge();
        assertThat(range("a").getMetadata().getFinalizers()).containsExactly(CidrPlanner.FINALIZER);
        assertThat(range("a").getStatus().getConditions()).singleElement().satisfies(c -> assertThat(c.getStatus())
                .isEqualTo("True"));
        delete("a");
        assertThat(range("a").getStatus().getConditions()).singleElement().satisfies(c -> assertThat(c.getReason())
                .isEqualTo("Terminating"));
        cluster.quietly(() -> cluster.api.delete(
                cluster.api.get(IPAddress.class, "", "10.10.0.7").orElseThrow(), Propagation.BACKGROUND));
        cluster.advance(Duration.ofSeconds(15));
        assertThat(cluster.server.count("servicecidrs.networking.k8s.io")).isZero();
    }

    @Test
    void aRangeWhoseAddressesLieInAnotherOneMayGo() {
        range("a", "10.10.0.0/24");
        range("b", "10.10.0.0/16");
        cluster.create(new IPAddressBuilder()
                        .withNewMetadata()
                        .withName("10.10.0.7")
                        .endMetadata()
                        .build())
                .converge();
        delete("a");
        cluster.advance(Duration.ofSeconds(15));
        assertThat(cluster.get(() -> cluster.api.get(ServiceCIDR.class, "", "a")))
                .isEmpty();
        assertThat(range("b").isMarkedForDeletion()).isFalse();
    }

    @Test
    void aRangeOfBothFamiliesStaysForAnAddressOfEither() {
        range("a", "10.10.0.0/24", "fd00:10:97::/112");
        range("b", "10.10.0.0/16");
        for (String address : new String[] {"10.10.0.7", "fd00:10:97::7"}) {
            cluster.create(new IPAddressBuilder()
                    .withNewMetadata()
                    .withName(address)
                    .endMetadata()
                    .build());
        }
        cluster.converge();
        delete("a");
        cluster.advance(Duration.ofSeconds(15));
        assertThat(range("a").isMarkedForDeletion()).isTrue();
        cluster.quietly(() -> cluster.api.delete(
                cluster.api.get(IPAddress.class, "", "fd00:10:97::7").orElseThrow(), Propagation.BACKGROUND));
        cluster.advance(Duration.ofSeconds(15));
        assertThat(cluster.get(() -> cluster.api.get(ServiceCIDR.class, "", "a")))
                .as("10.10.0.7 lies in the other one")
                .isEmpty();
    }
}
