package dev.quarterdeck.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.service.TriggerTimes;
import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.ForNode;
import io.fabric8.kubernetes.api.model.discovery.v1.ForZone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointSlicePlannerTest {
    private static final Service WEB = FollowPodsSimulationTest.service("web");

    private static Pod pod(int number, boolean ready, boolean deleting) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(String.format("web-%03d", number))
                .withUid("uid-" + number)
                .withDeletionTimestamp(deleting ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .withNewSpec()
                .withNodeName("n1")
                .addNewContainer()
                .withName("c")
                .addNewPort()
                .withName("web")
                .withContainerPort(9000 + number % 2)
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewPodIP()
                .withIp("10.244.1." + number)
                .endPodIP()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static EndpointSlicePlan plan(Service service, List<Pod> pods, List<EndpointSlice> existing) {
        return EndpointSlicePlanner.plan(service, pods, existing, node -> node.equals("n1") ? "zone-a" : "");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,              true,  -,      -",
                "Elsewhere,      true,  -,      -",
                "PreferClose,    true,  zone-a, -",
                "PreferSameZone, true,  zone-a, -",
                "PreferSameNode, true,  zone-a, n1",
                "PreferSameNode, false, -,      -",
            })
    void hintsFollowTheTrafficDistribution(
            @Nullable String wish, boolean ready, @Nullable String zone, @Nullable String node) {
        Service service = new ServiceBuilder(WEB)
                .editSpec()
                .withTrafficDistribution(wish)
                .endSpec()
                .build();
        Endpoint endpoint = plan(service, List.of(pod(1, ready, false)), List.of())
                .create()
                .getFirst()
                .getEndpoints()
                .getFirst();
        if (zone == null) {
            assertThat(endpoint.getHints()).isNull();
        } else {
            assertThat(endpoint.getHints().getForZones())
                    .extracting(ForZone::getName)
                    .containsExactly(zone);
            assertThat(endpoint.getHints().getForNodes())
                    .extracting(ForNode::getName)
                    .isEqualTo(node == null ? List.of() : List.of(node));
        }
    }

    @Test
    void aSliceSaysSinceWhenWhatItSaysIsTrue() {
        TriggerTimes times = new TriggerTimes();
        ObjectKey key = new ObjectKey("default", "web");
        Service service = new ServiceBuilder(WEB)
                .editMetadata()
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(times.look(key, service, List.of(changed(1, 5)))).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(times.look(key, service, List.of(changed(1, 5)))).isEmpty();
        assertThat(times.look(key, service, List.of(changed(1, 9), changed(2, 8))))
                .contains(Instant.parse("2026-01-01T00:00:08Z"));
        EndpointSlicePlan plan =
                plan(service, List.of(pod(1, true, false)), List.of()).stamped(Optional.of(Instant.EPOCH));
        assertThat(plan.create().getFirst().getMetadata().getAnnotations())
                .containsEntry(TriggerTimes.ANNOTATION, "1970-01-01T00:00:00Z");
    }

    private static Pod changed(int number, int second) {
        return new PodBuilder(pod(number, true, false))
                .editStatus()
                .editFirstCondition()
                .withLastTransitionTime("2026-01-01T00:00:0" + second + "Z")
                .endCondition()
                .endStatus()
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "true,  false, false, true,  true,  false",
        "false, false, false, false, false, false",
        "true,  true,  false, false, true,  true",
        "false, true,  false, false, false, true",
        "true,  false, true,  true,  true,  false",
        "false, false, true,  true,  false, false",
        "true,  true,  true,  true,  true,  true"
    })
    void conditionsFollowThePod(
            boolean podReady, boolean deleting, boolean publish, boolean ready, boolean serving, boolean terminating) {
        Service service = new ServiceBuilder(WEB)
                .editSpec()
                .withPublishNotReadyAddresses(publish)
                .endSpec()
                .build();
        EndpointSlice slice = plan(service, List.of(pod(1, podReady, deleting)), List.of())
                .create()
                .getFirst();
        assertThat(slice.getEndpoints()).singleElement().satisfies(e -> {
            assertThat(e.getConditions().getReady()).isEqualTo(ready);
            assertThat(e.getConditions().getServing()).isEqualTo(serving);
            assertThat(e.getConditions().getTerminating()).isEqualTo(terminating);
            assertThat(e.getZone()).isEqualTo("zone-a");
            assertThat(e.getNodeName()).isEqualTo("n1");
            assertThat(e.getTargetRef().getName()).isEqualTo("web-001");
        });
    }

    @Test
    void namedPortsArePerPod() {
        Service service = new ServiceBuilder(WEB)
                .editSpec()
                .editFirstPort()
                .withTargetPort(new IntOrString("web"))
                .endPort()
                .endSpec()
                .build();
        EndpointSlicePlan plan = plan(service, List.of(pod(1, true, false), pod(2, true, false)), List.of());
        assertThat(plan.create())
                .extracting(s -> s.getPorts().getFirst().getPort())
                .containsExactlyInAnyOrder(9000, 9001);
    }

    @Test
    void aSliceHoldsAHundredEndpointsAndRoomIsUsedFirst() {
        List<Pod> pods = new ArrayList<>(
                IntStream.range(0, 230).mapToObj(i -> pod(i, true, false)).toList());
        List<EndpointSlice> slices = new ArrayList<>();
        for (EndpointSlice slice : plan(WEB, pods, List.of()).create()) {
            slices.add(new EndpointSliceBuilder(slice)
                    .editMetadata()
                    .withName("web-" + slices.size())
                    .endMetadata()
                    .build());
        }
        assertThat(slices).extracting(s -> s.getEndpoints().size()).containsExactly(100, 100, 30);

        pods.removeFirst();
        pods.add(pod(240, true, false));
        EndpointSlicePlan change = plan(WEB, pods, slices);
        assertThat(change.create()).isEmpty();
        assertThat(change.delete()).isEmpty();
        assertThat(change.update()).singleElement().satisfies(s -> assertThat(s.getEndpoints())
                .hasSize(100));
        assertThat(plan(
                        WEB,
                        IntStream.range(0, 230)
                                .mapToObj(i -> pod(i, true, false))
                                .toList(),
                        slices))
                .isEqualTo(new EndpointSlicePlan(List.of(), List.of(), List.of()));
    }

    @Test
    void theFirstEndpointsTakeThePlaceOfTheEmptySlice() {
        EndpointSlice empty = plan(WEB, List.of(), List.of()).create().getFirst();
        empty.getMetadata().setName("web-1");
        EndpointSlicePlan plan = plan(WEB, List.of(pod(1, true, false)), List.of(empty));
        assertThat(plan.create()).isEmpty();
        assertThat(plan.delete()).isEmpty();
        assertThat(plan.update()).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getName()).isEqualTo("web-1");
            assertThat(slice.getPorts()).isNotEmpty();
            assertThat(slice.getEndpoints()).hasSize(1);
        });
    }

    @Test
    void anEmptySliceThatIsStoredWithNullsIsKept() {
        EndpointSlice empty = plan(WEB, List.of(), List.of()).create().getFirst();
        empty.getMetadata().setName("web-1");
        empty.setPorts(null);
        empty.setEndpoints(null);
        assertThat(plan(WEB, List.of(), List.of(empty)))
                .isEqualTo(new EndpointSlicePlan(List.of(), List.of(), List.of()));
    }

    @Test
    void headlessServicesSaySoAndPublishHostnames() {
        Service headless = new ServiceBuilder(WEB)
                .editSpec()
                .withClusterIP("None")
                .endSpec()
                .build();
        Pod named = new PodBuilder(pod(1, true, false))
                .editSpec()
                .withHostname("web-0")
                .withSubdomain("web")
                .endSpec()
                .build();
        EndpointSlice slice = plan(headless, List.of(named), List.of()).create().getFirst();
        assertThat(slice.getMetadata().getLabels()).containsEntry("service.kubernetes.io/headless", "");
        assertThat(slice.getEndpoints().getFirst().getHostname()).isEqualTo("web-0");
    }
}
