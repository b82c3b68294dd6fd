package dev.quarterdeck.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointsPlannerTest {
    private static final Service WEB = new ServiceBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withSelector(Map.of("app", "web"))
            .withClusterIP("10.0.0.1")
            .withIpFamilies("IPv4")
            .addNewPort()
            .withPort(80)
            .withNewTargetPort(8080)
            .withProtocol("TCP")
            .endPort()
            .endSpec()
            .build();

    private static List<Pod> pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("ns")
                        .withName("web-" + i)
                        .withUid("u" + i)
                        .withLabels(Map.of("app", "web"))
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewPodIP("10.1." + i / 250 + "." + (i % 250 + 1))
                        .withPodIP("10.1." + i / 250 + "." + (i % 250 + 1))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .toList();
    }

    @Test
    void beyondAThousandAddressesItSaysThatSomeAreMissing() {
        String overCapacity = "endpoints.kubernetes.io/over-capacity";
        Endpoints full =
                EndpointsPlanner.plan(WEB, pods(1000), Optional.empty()).orElseThrow();
        assertThat(full.getSubsets().getFirst().getAddresses()).hasSize(1000);
        assertThat(full.getMetadata().getAnnotations()).doesNotContainKey(overCapacity);
        Endpoints truncated =
                EndpointsPlanner.plan(WEB, pods(1001), Optional.of(full)).orElseThrow();
        assertThat(truncated.getSubsets().getFirst().getAddresses()).hasSize(1000);
        assertThat(truncated.getMetadata().getAnnotations()).containsEntry(overCapacity, "truncated");
        assertThat(EndpointsPlanner.plan(WEB, pods(1000), Optional.of(truncated))
                        .orElseThrow()
                        .getMetadata()
                        .getAnnotations())
                .doesNotContainKey(overCapacity);
    }
}
