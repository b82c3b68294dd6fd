package dev.quarterdeck.network.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRoutesTest {

    private static Node node(String name, String cidr, String address) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withPodCIDR(cidr)
                .endSpec()
                .withNewStatus()
                .addNewAddress(address, "InternalIP")
                .endStatus()
                .build();
    }

    @Test
    void everyOtherHostHasARouteByItsAddress() {
        assertThat(PodRoutes.plan(
                        "node-1",
                        List.of(
                                node("node-1", "10.244.0.0/24", "10.89.0.1"),
                                node("node-2", "10.244.1.0/24", "10.89.0.2"),
                                node("node-3", null, "10.89.0.3"))))
                .isEqualTo(Map.of("10.244.1.0/24", "10.89.0.2"));
    }

    @Test
    void rangesOfIpv6HaveNoRouteYet() {
        Node both = node("node-2", "fd00:10:244:1::/64", "fd00:89::2");
        both.getSpec().setPodCIDRs(List.of("fd00:10:244:1::/64", "10.244.1.0/24"));
        both.getStatus().getAddresses().add(new NodeAddress("10.89.0.2", "InternalIP"));
        assertThat(PodRoutes.plan("node-1", List.of(both, node("node-3", "fd00:10:244:3::/64", "10.89.0.3"))))
                .isEqualTo(Map.of("10.244.1.0/24", "10.89.0.2"));
    }
}
