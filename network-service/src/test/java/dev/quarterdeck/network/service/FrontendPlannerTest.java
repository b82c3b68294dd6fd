package dev.quarterdeck.network.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.network.service.Frontend.Backend;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontendPlannerTest {
    private final FrontendPlanner planner = new FrontendPlanner("node-1");

    static Service service(String type, String clusterIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withType(type)
                .withClusterIP(clusterIp)
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .withNodePort(30080)
                .endPort()
                .endSpec()
                .build();
    }

    static EndpointSlice slice(String address, String node, Boolean ready, Boolean serving, Boolean terminating) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web-" + address)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(8080)
                .endPort()
                .addNewEndpoint()
                .withAddresses(address)
                .withNodeName(node)
                .withNewConditions(ready, serving, terminating)
                .endEndpoint()
                .build();
    }

    private static Backend backend(String address) {
        return new Backend(address, 8080);
    }

    @Test
    void readyEndpointsOfEveryHostServe() {
        Frontend frontend = planner.plan(
                        service("NodePort", "10.96.0.5"),
                        List.of(
                                slice("10.244.0.2", "node-1", true, true, false),
                                slice("10.244.1.2", "node-2", true, true, false)))
                .getFirst();
        assertThat(frontend.internal()).containsExactly(backend("10.244.0.2"), backend("10.244.1.2"));
        assertThat(frontend.external()).isEqualTo(frontend.internal());
        assertThat(frontend.nodePort()).isEqualTo(30080);
        assertThat(frontend.id()).isEqualTo("default/web:80/tcp");
    }

    @Test
    void aMissingReadyConditionCountsAsReady() {
        assertThat(planner.plan(service("ClusterIP", "10.96.0.5"), List.of(slice("10.244.0.2", "n", null, null, null)))
                        .getFirst()
                        .internal())
                .containsExactly(backend("10.244.0.2"));
    }

    @Test
    void terminatingEndpointsServeOnlyWhereNoneIsReady() {
        EndpointSlice leaving = slice("10.244.0.3", "node-1", false, true, true);
        assertThat(planner.plan(service("ClusterIP", "10.96.0.5"), List.of(leaving))
                        .getFirst()
                        .internal())
                .containsExactly(backend("10.244.0.3"));
        assertThat(planner.plan(
                                service("ClusterIP", "10.96.0.5"),
                                List.of(leaving, slice("10.244.0.2", "node-1", true, true, false)))
                        .getFirst()
                        .internal())
                .containsExactly(backend("10.244.0.2"));
    }

    @Test
    void policyLocalKeepsToThisHost() {
        Service service = service("NodePort", "10.96.0.5");
        service.getSpec().setExternalTrafficPolicy("Local");
        Frontend frontend = planner.plan(
                        service,
                        List.of(
                                slice("10.244.0.2", "node-1", true, true, false),
                                slice("10.244.1.2", "node-2", true, true, false)))
                .getFirst();
        assertThat(frontend.external()).containsExactly(backend("10.244.0.2"));
        assertThat(frontend.internal()).hasSize(2);
        assertThat(frontend.keepsSource()).isTrue();
        service.getSpec().setInternalTrafficPolicy("Local");
        assertThat(planner.plan(service, List.of(slice("10.244.1.2", "node-2", true, true, false)))
                        .getFirst()
                        .internal())
                .isEmpty();
    }

    @Test
    void headlessAndExternalNameHaveNoFrontend() {
        assertThat(planner.plan(service("ClusterIP", "None"), List.of())).isEmpty();
        assertThat(planner.plan(service("ExternalName", null), List.of())).isEmpty();
    }

    @Test
    void addressesOfIpv6AreLeftOut() {
        Service both = service("ClusterIP", "fd00:10:96::5");
        both.getSpec().setClusterIPs(List.of("fd00:10:96::5", "10.96.0.5"));
        EndpointSlice v6 = new EndpointSliceBuilder(slice("fd00:10:244::2", "n", true, true, false))
                .withAddressType("IPv6")
                .build();
        Frontend frontend = planner.plan(both, List.of(v6, slice("10.244.0.2", "n", true, true, false)))
                .getFirst();
        assertThat(frontend.clusterIps()).containsExactly("10.96.0.5");
        assertThat(frontend.internal()).containsExactly(backend("10.244.0.2"));
        assertThat(planner.plan(service("ClusterIP", "fd00:10:96::5"), List.of(v6)))
                .isEmpty();
    }

    @Test
    void sessionAffinityHasTheDefaultTimeOfTheReference() {
        Service service = service("ClusterIP", "10.96.0.5");
        service.getSpec().setSessionAffinity("ClientIP");
        assertThat(planner.plan(service, List.of()).getFirst().affinitySeconds())
                .isEqualTo(10800);
    }
}
