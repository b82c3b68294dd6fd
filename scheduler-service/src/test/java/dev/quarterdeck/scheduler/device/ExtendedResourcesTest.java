package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.deviceClass;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pods that ask for extended resources by name, and get devices of the class behind the name. */
class ExtendedResourcesTest {
    private static final String GPU = "example.com/gpu";
    private final SchedulerHarness it = new SchedulerHarness();

    private static DeviceClass gpus(String name, String resource) {
        DeviceClass made = deviceClass(name, "device.driver == \"gpu.example.com\"");
        made.getSpec().setExtendedResourceName(resource);
        return made;
    }

    private static Pod asking(String name, String resource, int count) {
        return pod(name)
                .editSpec()
                .editFirstContainer()
                .withResources(amounts(resource, count))
                .endContainer()
                .endSpec()
                .build();
    }

    private static io.fabric8.kubernetes.api.model.ResourceRequirements amounts(String resource, int count) {
        Map<String, Quantity> amounts = Map.of(resource, new Quantity(Integer.toString(count)));
        return new ResourceRequirementsBuilder()
                .withRequests(amounts)
                .withLimits(amounts)
                .build();
    }

    private List<ResourceClaim> claims() throws Exception {
        return it.api.list(ResourceClaim.class, "default");
    }

    private static List<String> devices(ResourceClaim claim) {
        return claim.getStatus().getAllocation().getDevices().getResults().stream()
                .map(r -> r.getRequest() + "=" + r.getPool() + "/" + r.getDevice())
                .toList();
    }

    private String message(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    @Test
    void aClaimIsMadeForThePodAndThePodSaysWhichContainerHasWhat() throws Exception {
        it.create(gpus("gpu", GPU));
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(onNode("n2", device("a"), device("b"), device("c")));
        it.create(asking("p", GPU, 2));
        assertThat(it.run()).isEqualTo(1);
        assertThat(it.nodeOf("p")).isEqualTo("n2");
        assertThat(claims()).hasSize(1);
        ResourceClaim claim = claims().getFirst();
        Pod bound = it.pod("p");
        assertThat(claim.getMetadata().getName()).startsWith("p-extended-resources-");
        assertThat(claim.getMetadata().getAnnotations())
                .containsEntry("resource.kubernetes.io/extended-resource-claim", "true");
        assertThat(claim.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo(bound.getMetadata().getUid());
            assertThat(owner.getController()).isTrue();
        });
        DeviceRequest request = claim.getSpec().getDevices().getRequests().getFirst();
        assertThat(request.getName()).isEqualTo("container-0-request-0");
        assertThat(request.getExactly().getDeviceClassName()).isEqualTo("gpu");
        assertThat(request.getExactly().getCount()).isEqualTo(2);
        assertThat(devices(claim)).containsExactly("container-0-request-0=n2/a", "container-0-request-0=n2/b");
        assertThat(claim.getStatus().getReservedFor().getFirst().getName()).isEqualTo("p");
        var status = bound.getStatus().getExtendedResourceClaimStatus();
        assertThat(status.getResourceClaimName()).isEqualTo(claim.getMetadata().getName());
        assertThat(status.getRequestMappings()).singleElement().satisfies(mapping -> {
            assertThat(mapping.getContainerName())
                    .isEqualTo(bound.getSpec().getContainers().getFirst().getName());
            assertThat(mapping.getResourceName()).isEqualTo(GPU);
            assertThat(mapping.getRequestName()).isEqualTo("container-0-request-0");
        });
    }

    @Test
    void theNameOfTheClassIsEnough() throws Exception {
        it.create(deviceClass("gpu", "device.driver == \"gpu.example.com\""));
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(asking("p", "deviceclass.resource.kubernetes.io/gpu", 1));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(devices(claims().getFirst())).containsExactly("container-0-request-0=n1/a");
    }

    @Test
    void aNodeThatHasTheResourceItselfGivesItWithoutAClaim() throws Exception {
        it.create(gpus("gpu", GPU));
        Node plugged = plainNode("n1");
        plugged.getStatus().getAllocatable().put(GPU, new Quantity("1"));
        it.create(plugged);
        it.create(onNode("n1", device("a")));
        it.create(asking("p", GPU, 1));
        it.create(asking("q", GPU, 1));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(claims()).isEmpty();
        assertThat(message("q")).startsWith("0/1 nodes are available: 1 Insufficient example.com/gpu.");
    }

    @Test
    void aDeviceIsGivenOnce() throws Exception {
        it.create(gpus("gpu", GPU));
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(asking("p", GPU, 1));
        it.create(asking("q", GPU, 1));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(it.nodeOf("q")).isEmpty();
        assertThat(message("q")).startsWith("0/1 nodes are available: 1 cannot allocate all claims.");
        assertThat(claims()).hasSize(1);
    }

    @Test
    void aPodThatWaitsIsWokenByTheClassThatStandsBehindItsResource() throws Exception {
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(asking("p", GPU, 1));
        it.run();
        assertThat(message("p")).startsWith("0/1 nodes are available: 1 Insufficient example.com/gpu.");
        it.create(gpus("other", "example.com/other"));
        assertThat(it.runAfter(Duration.ofSeconds(20))).isZero();
        it.create(gpus("gpu", GPU));
        assertThat(it.runAfter(Duration.ofSeconds(20))).isEqualTo(1);
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void aClaimOfAnAttemptThatFailedIsDeletedAndThePodTriedAgain() throws Exception {
        it.create(gpus("gpu", GPU));
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.server.failWhen(request -> request.pathAndQuery().endsWith("/pods/p/binding")
                ? Optional.of(ApiException.internal("the store is gone"))
                : Optional.empty());
        it.create(asking("p", GPU, 1));
        it.step();
        assertThat(it.nodeOf("p")).isEmpty();
        assertThat(claims()).isEmpty();
        it.server.failNoMore();
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(claims()).hasSize(1);
    }

    @Test
    void aClaimThatALeaderBeforeLeftBehindIsDeletedFirst() throws Exception {
        it.create(gpus("gpu", GPU));
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        Pod gated = it.create(asking("p", GPU, 1)
                .edit()
                .editSpec()
                .addNewSchedulingGate("hold")
                .endSpec()
                .build());
        ResourceClaim left = ExtendedResources.claim(gated, List.of(GPU), "u", Map.of(GPU, "gpu")::get)
                .claim();
        left.getMetadata().setName("left");
        it.create(left);
        Pod free = it.pod("p");
        free.getSpec().setSchedulingGates(List.of());
        it.update(free);
        it.step();
        assertThat(message("p"))
                .startsWith(
                        "0/1 nodes are available: 1 cannot schedule extended resource claim. deletion of ResourceClaim completed");
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(claims())
                .singleElement()
                .satisfies(c -> assertThat(c.getMetadata().getName()).startsWith("p-extended"));
    }

    @Test
    void theNewestOfTwoClassesStandsBehindTheResource() {
        DeviceClass old = gpus("a", GPU);
        old.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        DeviceClass young = gpus("b", GPU);
        young.getMetadata().setCreationTimestamp("2026-01-02T00:00:00Z");
        DeviceClass asYoung = gpus("c", GPU);
        asYoung.getMetadata().setCreationTimestamp("2026-01-02T00:00:00Z");
        assertThat(ExtendedResources.classes(List.of(asYoung, old, young)))
                .containsEntry(GPU, "b")
                .containsEntry("deviceclass.resource.kubernetes.io/a", "a")
                .hasSize(4);
    }

    @Test
    void whatStartsUsesWhatComesAfterAndSharesTheRest() {
        Pod pod = pod("p").editSpec()
                .withInitContainers(
                        new ContainerBuilder()
                                .withName("i0")
                                .withResources(amounts(GPU, 4))
                                .build(),
                        new ContainerBuilder()
                                .withName("side")
                                .withRestartPolicy("Always")
                                .withResources(amounts(GPU, 1))
                                .build(),
                        new ContainerBuilder()
                                .withName("i2")
                                .withResources(amounts(GPU, 5))
                                .build(),
                        new ContainerBuilder()
                                .withName("i3")
                                .withResources(amounts(GPU, 1))
                                .build())
                .withContainers(new ContainerBuilder()
                        .withName("c")
                        .withResources(amounts(GPU, 2))
                        .build())
                .endSpec()
                .build();
        ExtendedResources.Made made = ExtendedResources.claim(pod, List.of(GPU), "u", Map.of(GPU, "gpu")::get);
        assertThat(made.claim().getSpec().getDevices().getRequests())
                .extracting(r -> r.getName() + " x" + r.getExactly().getCount())
                .containsExactly("container-1-request-0 x1", "container-2-request-0 x3", "container-4-request-0 x2");
        assertThat(made.mappings())
                .extracting(m -> m.getContainerName() + " " + m.getRequestName())
                .containsExactly(
                        "side container-1-request-0",
                        "c container-4-request-0",
                        "i0 container-1-request-0",
                        "i0 container-4-request-0",
                        "i0 container-2-request-0",
                        "i2 container-4-request-0",
                        "i2 container-2-request-0",
                        "i3 container-4-request-0");
    }
}
