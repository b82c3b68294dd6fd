package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.SchedulingRules;
import dev.quarterdeck.scheduler.cycle.NodeVerdict;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttributeBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes score where a profile's strategy names an extended resource that a DeviceClass stands behind: the numbers of a real kube-scheduler 1.36 on the same objects. */
class ScoresOfExtendedResourcesTest {
    private static final String FIT = "NodeResourcesFit";
    private static final String BALANCE = "NodeResourcesBalancedAllocation";
    private static final Map<String, Profile> PROFILES = profiles();

    private final ClusterState state = new ClusterState();
    private final SchedulingRules rules = SchedulingRules.of(List.copyOf(PROFILES.values()));
    private final DeviceObjects devices = rules.devices();
    private int placed;

    private static Map<String, Profile> profiles() {
        Map<String, Profile> byName = new HashMap<>();
        String text = """
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                profiles:
                - schedulerName: most
                  pluginConfig:
                  - name: NodeResourcesFit
                    args: {scoringStrategy: {type: MostAllocated, resources: [{name: example.com/gpu, weight: 3}, {name: cpu, weight: 1}]}}
                - schedulerName: least
                  pluginConfig:
                  - name: NodeResourcesFit
                    args: {scoringStrategy: {type: LeastAllocated, resources: [{name: example.com/gpu, weight: 3}, {name: cpu, weight: 1}]}}
                - schedulerName: ratio
                  pluginConfig:
                  - name: NodeResourcesFit
                    args:
                      scoringStrategy:
                        type: RequestedToCapacityRatio
                        resources: [{name: example.com/gpu, weight: 1}, {name: other.com/nothing, weight: 1}]
                        requestedToCapacityRatio: {shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]}
                - schedulerName: bal
                  pluginConfig:
                  - name: NodeResourcesBalancedAllocation
                    args: {resources: [{name: cpu, weight: 1}, {name: memory, weight: 1}, {name: example.com/any, weight: 1}]}
                """;
        ConfigurationReader.read(text.getBytes(StandardCharsets.UTF_8), "")
                .profiles()
                .forEach(p -> byName.put(p.schedulerName(), p));
        return byName;
    }

    private void node(String name, String gpus) {
        Map<String, Quantity> has = new HashMap<>(
                Map.of("cpu", new Quantity("8"), "memory", new Quantity("16Gi"), "pods", new Quantity("110")));
        if (!gpus.isEmpty()) {
            has.put("example.com/gpu", new Quantity(gpus));
        }
        state.nodeChanged(
                Pods.node(name).editStatus().withAllocatable(has).endStatus().build());
    }

    private static DeviceBuilder device(String name, String model) {
        return new DeviceBuilder()
                .withName(name)
                .addToAttributes(
                        "model", new DeviceAttributeBuilder().withString(model).build());
    }

    private void slice(String name, String node, long generation, List<Device> of) {
        devices.slice(
                null,
                new ResourceSliceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withDriver("d.example.com")
                        .withNodeName(node)
                        .withNewPool(generation, node, 1L)
                        .withDevices(of)
                        .endSpec()
                        .build());
    }

    private static List<Device> several(int count, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> device(prefix + i, "a").build())
                .toList();
    }

    private void deviceClass(String name, String resource, String... expressions) {
        DeviceClassBuilder made = new DeviceClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withExtendedResourceName(resource)
                .endSpec();
        for (String each : expressions) {
            made = made.editSpec()
                    .addNewSelector()
                    .withNewCel(each)
                    .endSelector()
                    .endSpec();
        }
        devices.deviceClass(null, made.build());
    }

    /** One node of four gpus by a device plugin, one that says it has none, one with slices of two generations. */
    @BeforeEach
    void theCluster() {
        List.of("n1", "n2", "n5").forEach(name -> node(name, ""));
        node("n3", "4");
        node("n4", "0");
        slice("s1", "n1", 1, several(4, "d"));
        slice(
                "s2",
                "n2",
                1,
                List.of(
                        several(2, "d").get(0),
                        several(2, "d").get(1),
                        device("x", "b").build()));
        slice(
                "s4",
                "n4",
                1,
                List.of(
                        device("d0", "a").build(),
                        device("t", "a")
                                .addNewTaint()
                                .withKey("k")
                                .withEffect("NoSchedule")
                                .endTaint()
                                .build()));
        slice("s5", "n5", 2, several(3, "d"));
        slice("s5old", "n5", 1, several(3, "o"));
        deviceClass("gpu", "example.com/gpu", "device.attributes['d.example.com'].model == 'a'");
        deviceClass("any", "example.com/any");
        state.deviceClassesChanged(devices.extendedResources());
    }

    private static Pod asking(String resource) {
        return pod("p", "1", "1Gi")
                .edit()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests(resource, new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private void place(String resource, String node, String device) {
        String uid = "placed-" + placed++;
        state.podOnNode(asking(resource)
                .edit()
                .editMetadata()
                .withName(uid)
                .withUid(uid)
                .endMetadata()
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build());
        devices.decide(
                uid,
                new AllocationResultBuilder()
                        .withNewDevices()
                        .addNewResult()
                        .withDriver("d.example.com")
                        .withPool(node)
                        .withDevice(device)
                        .endResult()
                        .endDevices()
                        .build(),
                asking(resource));
    }

    private String scores(String profile, String rule, String resource) {
        Profile alone = Objects.requireNonNull(PROFILES.get(profile)).scoringBy(rule, 1);
        Map<String, Long> byNode = new TreeMap<>();
        for (NodeVerdict each :
                rules.cycle(alone, new Random(1)).verdicts(PodRequest.of(asking(resource)), state.snapshot())) {
            if (each.fits()) {
                byNode.put(each.node(), each.score());
            }
        }
        return byNode.toString();
    }

    @Test
    void devicesCountAsTheyDoInTheReference() {
        assertThat(scores("most", FIT, "example.com/gpu")).isEqualTo("{n1=21, n2=40, n3=21, n4=40, n5=15}");
        place("example.com/gpu", "n2", "d0");
        assertThat(scores("most", FIT, "example.com/gpu")).isEqualTo("{n1=21, n2=81, n3=21, n4=40, n5=15}");
        place("example.com/gpu", "n2", "d1");
        assertThat(scores("least", FIT, "example.com/gpu")).isEqualTo("{n1=78, n3=78, n4=59, n5=84}");
        place("example.com/gpu", "n5", "d0");
        assertThat(scores("least", FIT, "example.com/gpu")).isEqualTo("{n1=78, n3=78, n4=59, n5=68}");
        place("example.com/gpu", "n1", "d0");
        assertThat(scores("ratio", FIT, "example.com/gpu")).isEqualTo("{n1=50, n3=25, n4=50, n5=33}");
        place("example.com/gpu", "n1", "d1");
        assertThat(scores("ratio", FIT, "example.com/gpu")).isEqualTo("{n1=75, n3=25, n4=50, n5=33}");
        place("example.com/gpu", "n1", "d2");
        assertThat(scores("bal", BALANCE, "example.com/any")).isEqualTo("{n1=71, n2=69, n4=65, n5=73}");
        place("example.com/any", "n4", "d0");
        assertThat(scores("bal", BALANCE, "example.com/any")).isEqualTo("{n1=71, n2=69, n5=73}");
    }

    @Test
    void theChoiceFollowsTheScores() {
        place("example.com/gpu", "n2", "d0");
        assertThat(rules.cycle(Objects.requireNonNull(PROFILES.get("most")).scoringBy(FIT, 1), new Random(1))
                        .decide(PodRequest.of(asking("example.com/gpu")), state.snapshot())
                        .toString())
                .isEqualTo("Placed[node=n2]");
    }
}
