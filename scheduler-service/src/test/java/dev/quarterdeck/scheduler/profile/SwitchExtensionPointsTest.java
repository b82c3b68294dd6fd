package dev.quarterdeck.scheduler.profile;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that are disabled at one extension point: what becomes of pods is what a real kube-scheduler 1.36 made of them, its words included. */
class SwitchExtensionPointsTest {

    private static SchedulerHarness without(String rule, String point) {
        return new SchedulerHarness(ConfigurationReader.read(
                        """
                        apiVersion: kubescheduler.config.k8s.io/v1
                        kind: KubeSchedulerConfiguration
                        profiles:
                        - schedulerName: default-scheduler
                          plugins:
                            %s: {disabled: [{name: '%s'}]}
                        """.formatted(point, rule).getBytes(StandardCharsets.UTF_8), "default-scheduler")
                .profiles());
    }

    private static String said(SchedulerHarness it, String name) throws InterruptedException {
        Pod pod = it.pod(name);
        String node = pod.getSpec().getNodeName();
        if (node != null) {
            return "bound";
        }
        return pod.getStatus() == null
                ? ""
                : pod.getStatus().getConditions().stream()
                        .filter(c -> c.getType().equals("PodScheduled"))
                        .map(c -> c.getReason() + ": " + c.getMessage())
                        .findFirst()
                        .orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "preFilter | NodeAffinity | bound",
                "preFilter | NodeVolumeLimits | bound",
                "preFilter | VolumeZone | bound",
                "preFilter | NodePorts | SchedulerError: running \"NodePorts\" filter plugin: reading \"PreFilterNodePorts\" from cycleState: not found",
                "preFilter | NodeResourcesFit | SchedulerError: running \"NodeResourcesFit\" filter plugin: error reading \"PreFilterNodeResourcesFit\" from cycleState: not found",
                "preFilter | VolumeRestrictions | SchedulerError: running \"VolumeRestrictions\" filter plugin: cannot read \"PreFilterVolumeRestrictions\" from cycleState",
                "preFilter | VolumeBinding | SchedulerError: running \"VolumeBinding\" filter plugin: not found",
                "preFilter | PodTopologySpread | SchedulerError: running \"PodTopologySpread\" filter plugin: reading \"PreFilterPodTopologySpread\" from cycleState: not found",
                "preFilter | InterPodAffinity | SchedulerError: running \"InterPodAffinity\" filter plugin: error reading \"PreFilterInterPodAffinity\" from cycleState: not found",
                "preFilter | NodeDeclaredFeatures | SchedulerError: running \"NodeDeclaredFeatures\" filter plugin: error reading \"PreFilterNodeDeclaredFeatures\" from cycle-state: not found",
                "preFilter | DynamicResources | SchedulerError: running \"DynamicResources\" filter plugin: not found",
                "preScore | NodeAffinity | bound",
                "preScore | NodeResourcesFit | bound",
                "preScore | NodeResourcesBalancedAllocation | bound",
                "preScore | VolumeBinding | bound",
                "preScore | TaintToleration | SchedulerError: running Score plugins: plugin \"TaintToleration\" failed with: failed to read \"PreScoreTaintToleration\" from cycleState: not found",
                "preScore | InterPodAffinity | SchedulerError: running Score plugins: plugin \"InterPodAffinity\" failed with: failed to read \"PreScoreInterPodAffinity\" from cycleState: not found",
                "preScore | PodTopologySpread | SchedulerError: running Score plugins: plugin \"PodTopologySpread\" failed with: error reading \"PreScorePodTopologySpread\" from cycleState: not found",
                "reserve | VolumeBinding | SchedulerError: running PreBindPreFlight \"VolumeBinding\": no pod volume found for node \"n\"",
                "reserve | DynamicResources | bound",
                "preBind | * | bound",
                "permit | * | bound",
                "postBind | * | bound",
                "multiPoint | VolumeBinding | bound",
                "multiPoint | DynamicResources | bound",
            })
    void aPlainPod(String point, String rule, String expected) throws Exception {
        SchedulerHarness it = without(rule, point);
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(pod("p", "100m", "1Mi"));
        it.run();
        assertThat(said(it, "p").replaceAll("node \"n\\d\"", "node \"n\"")).isEqualTo(expected);
    }

    @Test
    void aGatedPodIsTriedAndTheApiRefusesToBindIt() throws Exception {
        SchedulerHarness it = without("SchedulingGates", "preEnqueue");
        it.create(plainNode("n1"));
        it.server.failWhen(request -> request.pathAndQuery().endsWith("/pods/p/binding")
                ? Optional.of(
                        ApiException.conflict("", "pods/binding", "p", "pod p has non-empty .spec.schedulingGates"))
                : Optional.empty());
        Pod gated = it.create(
                pod("p").editSpec().addNewSchedulingGate("x.y/z").endSpec().build());
        it.run();
        assertThat(said(it, "p"))
                .startsWith("SchedulerError: running Bind plugin \"DefaultBinder\": ")
                .contains("non-empty .spec.schedulingGates");
        assertThat(it.waiting()).containsEntry("backoff", 1);
        assertThat(gated.getMetadata().getName()).isEqualTo("p");
    }

    private static PodBuilder claiming() {
        return pod("p").editSpec()
                .addNewResourceClaim()
                .withName("r")
                .withResourceClaimName("rc")
                .endResourceClaim()
                .endSpec();
    }

    @Test
    void aPodWhoseClaimIsMissingIsTriedAndToldSo() throws Exception {
        SchedulerHarness it = without("DynamicResources", "preEnqueue");
        it.create(plainNode("n1"));
        it.create(claiming().build());
        it.run();
        assertThat(said(it, "p"))
                .isEqualTo("Unschedulable: 0/1 nodes are available: could not find ResourceClaim \"default/rc\"."
                        + " no new claims to deallocate, preemption: 0/1 nodes are available:"
                        + " 1 Preemption is not helpful for scheduling.");
    }

    private static ResourceClaim claim() {
        return new ResourceClaimBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("rc")
                .endMetadata()
                .withNewSpec()
                .withNewDevices()
                .addNewRequest()
                .withName("r")
                .withNewExactly()
                .withDeviceClassName("any")
                .withAllocationMode("ExactCount")
                .withCount(1L)
                .endExactly()
                .endRequest()
                .endDevices()
                .endSpec()
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reserve | SchedulerError: running PreBind plugin \"DynamicResources\": claim default/rc got deallocated elsewhere in the meantime",
                "preBind | bound",
                "multiPoint | bound",
            })
    void aPodWithAClaimWhoseDevicesAreNotHeldOrNotWritten(String point, String expected) throws Exception {
        SchedulerHarness it = without("DynamicResources", point);
        it.create(plainNode("n1"));
        it.create(new DeviceClassBuilder()
                .withNewMetadata()
                .withName("any")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());
        it.create(new ResourceSliceBuilder()
                .withNewMetadata()
                .withName("s1")
                .endMetadata()
                .withNewSpec()
                .withDriver("d.example.com")
                .withNodeName("n1")
                .withNewPool(1L, "n1", 1L)
                .withDevices(new DeviceBuilder().withName("d0").build())
                .endSpec()
                .build());
        it.create(claim());
        it.create(claiming().build());
        it.run();
        assertThat(said(it, "p")).isEqualTo(expected);
        ResourceClaim there = it.api.get(ResourceClaim.class, "default", "rc").orElseThrow();
        assertThat(there.getStatus() == null ? null : there.getStatus().getAllocation())
                .isNull();
    }
}
