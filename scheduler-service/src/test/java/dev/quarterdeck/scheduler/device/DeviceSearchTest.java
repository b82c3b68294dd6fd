package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.device.Devices.claim;
import static dev.quarterdeck.scheduler.device.Devices.counters;
import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.deviceClass;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static dev.quarterdeck.scheduler.device.Devices.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which devices claims get on one node: devices are told as {@code request=device}, claims apart by a bar; nothing where it does not come out even. */
class DeviceSearchTest {
    private final List<ResourceSlice> slices = new ArrayList<>();
    private final Map<String, DeviceClass> classes = new HashMap<>();
    private final DevicesInUse inUse = new DevicesInUse();
    private final DeviceMatcher matcher = new DeviceMatcher();
    private int shares;

    DeviceSearchTest() {
        classes.put("gpu", deviceClass("gpu", "device.driver == \"gpu.example.com\""));
    }

    private List<AllocationResult> allocate(String node, ResourceClaim... claims) {
        NodeSnapshot on = new ClusterState().nodeChanged(Pods.plainNode(node));
        DeviceInventory inventory =
                new DeviceInventory(slices.stream().map(OfferedSlice::of).toList());
        List<DeviceSearch.Wanted> wanted = new ArrayList<>();
        for (ResourceClaim claim : claims) {
            wanted.add(new DeviceSearch.Wanted(claim, WantedDevices.of(claim, classes::get)));
        }
        var picked = new DeviceSearch(on, wanted, inventory.poolsOn(on), inUse, matcher, () -> false).run();
        List<AllocationResult> result = new ArrayList<>();
        for (int i = 0; i < picked.size(); i++) {
            result.add(Allocations.of(claims[i], picked.get(i), node, () -> "share-" + ++shares));
        }
        return result;
    }

    private String devices(String node, ResourceClaim... claims) {
        return allocate(node, claims).stream()
                .map(a -> a.getDevices().getResults().stream()
                        .map(r -> r.getRequest() + "=" + r.getDevice())
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" | "));
    }

    private void take(String node, ResourceClaim claim) {
        allocate(node, claim).forEach(inUse::add);
    }

    // pools

    @Test
    void devicesOfANodeAreForThatNode() {
        slices.add(onNode("n1", device("a"), device("b")));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=a");
        assertThat(devices("n1", claim("c", 2))).isEqualTo("r=a r=b");
        assertThat(devices("n1", claim("c", 3))).isEmpty();
        assertThat(devices("n2", claim("c", 1))).isEmpty();
        var allocation = allocate("n1", claim("c", 1)).getFirst();
        assertThat(allocation
                        .getNodeSelector()
                        .getNodeSelectorTerms()
                        .getFirst()
                        .getMatchFields())
                .hasToString(
                        "[NodeSelectorRequirement(key=metadata.name, operator=In, values=[n1], additionalProperties={})]");
    }

    @Test
    void devicesForAllNodesBindAClaimToNone() {
        slices.add(slice("s", "net", 1, 1, "allNodes: true", device("a")));
        assertThat(devices("n7", claim("c", 1))).isEqualTo("r=a");
        assertThat(allocate("n7", claim("c", 1)).getFirst().getNodeSelector()).isNull();
    }

    @Test
    void aSelectorOfNodesIsHandedOn() {
        slices.add(slice(
                "s",
                "net",
                1,
                1,
                "nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1, n2]}]}]}",
                device("a")));
        assertThat(devices("n3", claim("c", 1))).isEmpty();
        assertThat(allocate("n2", claim("c", 1)).getFirst().getNodeSelector().getNodeSelectorTerms())
                .hasToString(
                        "[NodeSelectorTerm(matchExpressions=[NodeSelectorRequirement(key=kubernetes.io/hostname, "
                                + "operator=In, values=[n1, n2], additionalProperties={})], matchFields=[], additionalProperties={})]");
    }

    @Test
    void devicesOfOneSliceMayBeOnDifferentNodes() {
        slices.add(slice(
                "s",
                "p",
                1,
                1,
                "perDeviceNodeSelection: true",
                "{name: a, nodeName: n1}",
                "{name: b, nodeName: n2}",
                "{name: c, allNodes: true}"));
        assertThat(devices("n2", claim("c", 2))).isEqualTo("r=b r=c");
        assertThat(devices("n3", claim("c", 1))).isEqualTo("r=c");
    }

    @Test
    void onlyTheNewestGenerationOfAPoolCounts() {
        slices.add(slice("old", "p", 1, 1, "nodeName: n1", device("a")));
        slices.add(slice("new", "p", 2, 1, "nodeName: n1", device("b")));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=b");
        assertThat(devices("n1", claim("c", 2))).isEmpty();
    }

    @Test
    void aNewerGenerationThatHasNothingForTheNodeEndsTheOlder() {
        slices.add(slice("old", "p", 1, 2, "nodeName: n1", device("a")));
        slices.add(slice("new", "p", 2, 2, "nodeName: n2", device("b")));
        assertThat(devices("n1", claim("c", 1))).isEmpty();
    }

    @Test
    void aPoolThatIsNotCompleteGivesNothing() {
        slices.add(slice("s1", "p", 1, 2, "nodeName: n1", device("a")));
        assertThat(devices("n1", claim("c", 1))).isEmpty();
        assertThatThrownBy(() -> devices(
                        "n1",
                        claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: All}}]")))
                .hasMessage("running \"DynamicResources\" filter plugin: claim default/c, request r: asks for all"
                        + " devices, but resource pool gpu.example.com/p is currently being updated");
        slices.add(slice("s2", "p", 1, 2, "nodeName: n2", device("b")));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=a");
    }

    @Test
    void aPoolWithADeviceTwiceGivesNothing() {
        slices.add(slice("s1", "p", 1, 2, "nodeName: n1", device("a")));
        slices.add(slice("s2", "p", 1, 2, "nodeName: n1", device("a")));
        slices.add(slice("s3", "q", 1, 1, "nodeName: n1", device("b")));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=b");
        assertThatThrownBy(() -> devices(
                        "n1",
                        claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: All}}]")))
                .hasMessageEndingWith("but resource pool gpu.example.com/p is currently invalid");
    }

    @Test
    void poolsAndSlicesAreTriedByName() {
        slices.add(slice("s2", "q", 1, 2, "nodeName: n1", device("c")));
        slices.add(slice("s1", "q", 1, 2, "nodeName: n1", device("b")));
        slices.add(slice("s3", "p", 1, 1, "nodeName: n1", device("a")));
        assertThat(devices("n1", claim("c", 3))).isEqualTo("r=a r=b r=c");
    }

    // requests

    @Test
    void selectorsOfClassAndRequestBothCount() {
        slices.add(onNode("n1", device("a", "small"), device("b", "large"), device("c", "large")));
        String large = "selectors: [{cel: {expression: \"device.attributes['gpu.example.com'].model == 'large'\"}}]";
        assertThat(devices(
                        "n1",
                        claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, count: 1, " + large + "}}]")))
                .isEqualTo("r=b");
        classes.put("gpu", deviceClass("gpu", "device.attributes[\"gpu.example.com\"].model == \"small\""));
        assertThat(devices(
                        "n1",
                        claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, count: 1, " + large + "}}]")))
                .isEmpty();
    }

    @Test
    void aSelectorThatFailsIsAMistakeOfItsClaimOrClass() {
        slices.add(onNode("n1", device("a")));
        String wrong = "selectors: [{cel: {expression: \"device.attributes['gpu.example.com'].model == 'large'\"}}]";
        assertThatThrownBy(() -> devices(
                        "n1",
                        claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, count: 1, " + wrong + "}}]")))
                .hasMessage("running \"DynamicResources\" filter plugin: claim default/c: selector #0:"
                        + " CEL runtime error: no such key: model");
        classes.put("gpu", deviceClass("gpu", "device.attributes[\"x\"].y"));
        assertThatThrownBy(() -> devices("n1", claim("c", 1)))
                .hasMessageEndingWith("class gpu: selector #0: CEL runtime error: no such key: y");
    }

    @Test
    void whatSomebodyHasIsNotFree() {
        slices.add(onNode("n1", device("a"), device("b")));
        take("n1", claim("other", 1));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=b");
        assertThat(devices("n1", claim("c", 2))).isEmpty();
        assertThat(devices("n1", claim("c", 1), claim("d", 1))).as("together").isEmpty();
    }

    @Test
    void earlierRequestsGiveWayWhereLaterOnesCouldNotBeServed() {
        slices.add(onNode("n1", device("a", "any"), device("b", "other")));
        String any = "{name: first, exactly: {deviceClassName: gpu, count: 1}}";
        String onlyA =
                "{name: second, exactly: {deviceClassName: gpu, count: 1, selectors: [{cel: {expression: \"device.attributes['gpu.example.com'].model == 'any'\"}}]}}";
        assertThat(devices("n1", claim("c", "requests: [" + any + ", " + onlyA + "]")))
                .isEqualTo("first=b second=a");
        assertThat(devices("n1", claim("c", "requests: [" + any + "]"), claim("d", "requests: [" + onlyA + "]")))
                .as("across claims")
                .isEqualTo("first=b | second=a");
    }

    @Test
    void allMeansAllOrNothing() {
        slices.add(onNode("n1", device("a"), device("b")));
        ResourceClaim all = claim("c", "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: All}}]");
        assertThat(devices("n1", all)).isEqualTo("r=a r=b");
        assertThat(devices("n2", all)).as("none at all").isEmpty();
        take("n1", claim("other", 1));
        assertThat(devices("n1", all)).isEmpty();
    }

    @Test
    void administratorsLookAtWhatOthersHave() {
        slices.add(onNode("n1", device("a"), device("b")));
        take("n1", claim("other", 2));
        ResourceClaim admin = claim(
                "c", "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: All, adminAccess: true}}]");
        assertThat(devices("n1", admin)).isEqualTo("r=a r=b");
        var result = allocate("n1", admin).getFirst();
        assertThat(result.getDevices().getResults().getFirst().getAdminAccess()).isTrue();
        DevicesInUse nobody = new DevicesInUse();
        nobody.add(result);
        assertThat(nobody.isAny(DeviceId.of(Devices.DRIVER, "n1", "a"))).isFalse();
    }

    @Test
    void theFirstAlternativeThatWorksCounts() {
        slices.add(onNode("n1", device("a"), device("b")));
        String alternatives =
                "requests: [{name: r, firstAvailable: [{name: many, deviceClassName: gpu, count: 3}, {name: two, deviceClassName: gpu, count: 2}, {name: one, deviceClassName: gpu, count: 1}]}]";
        assertThat(devices("n1", claim("c", alternatives))).isEqualTo("r/two=a r/two=b");
        assertThat(devices("n1", claim("c", alternatives), claim("d", 1))).isEqualTo("r/one=a | r=b");
        take("n1", claim("other", 1));
        assertThat(devices("n1", claim("c", alternatives))).isEqualTo("r/one=b");
    }

    @Test
    void aClaimHasNoMoreThan32Devices() {
        String[] many = new String[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = device("d" + (10 + i));
        }
        slices.add(onNode("n1", many));
        assertThat(devices("n1", claim("c", 33))).isEmpty();
        assertThat(devices("n1", claim("c", 32), claim("d", 8)).split(" ")).hasSize(41);
        assertThat(
                        devices(
                                "n1",
                                claim(
                                        "c",
                                        "requests: [{name: r, firstAvailable: [{name: many, deviceClassName: gpu, count: 33}, {name: one, deviceClassName: gpu, count: 1}]}]")))
                .isEqualTo("r/one=d10");
    }

    // constraints

    @Test
    void devicesMustShareAnAttribute() {
        slices.add(onNode("n1", device("a", "x"), device("b", "y"), device("c", "y"), device("d")));
        String two = "requests: [{name: r, exactly: {deviceClassName: gpu, count: %d}}], constraints: [{%s: %s/model}]";
        assertThat(devices("n1", claim("c", two.formatted(2, "matchAttribute", Devices.DRIVER))))
                .isEqualTo("r=b r=c");
        assertThat(devices("n1", claim("c", two.formatted(3, "matchAttribute", Devices.DRIVER))))
                .isEmpty();
        assertThat(devices("n1", claim("c", two.formatted(2, "distinctAttribute", Devices.DRIVER))))
                .isEqualTo("r=a r=b");
        assertThat(devices("n1", claim("c", two.formatted(3, "distinctAttribute", Devices.DRIVER))))
                .isEmpty();
    }

    @Test
    void aConstraintMayBeAboutSomeRequests() {
        slices.add(onNode("n1", device("a", "x"), device("b", "y"), device("c", "y")));
        assertThat(
                        devices(
                                "n1",
                                claim(
                                        "c",
                                        "requests: [{name: p, exactly: {deviceClassName: gpu, count: 1}}, {name: q, exactly: {deviceClassName: gpu, count: 2}}], constraints: [{requests: [q], matchAttribute: gpu.example.com/model}]")))
                .isEqualTo("p=a q=b q=c");
    }

    @Test
    void aConstraintAgainstAllDevicesIsAMistake() {
        slices.add(onNode("n1", device("a", "x"), device("b", "y")));
        assertThatThrownBy(
                        () -> devices(
                                "n1",
                                claim(
                                        "c",
                                        "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: All}}], constraints: [{matchAttribute: gpu.example.com/model}]")))
                .hasMessageEndingWith(
                        "claim default/c, request r: cannot add device gpu.example.com/n1/b because a claim"
                                + " constraint would not be satisfied");
    }

    // taints

    @Test
    void taintedDevicesAreForThoseWhoTolerate() {
        slices.add(onNode(
                "n1",
                "{name: a, taints: [{key: broken, value: fan, effect: NoSchedule}]}",
                "{name: b, taints: [{key: odd, effect: None}]}"));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=b");
        String tolerating =
                "requests: [{name: r, exactly: {deviceClassName: gpu, count: 2, tolerations: [{key: broken, operator: %s}]}}]";
        assertThat(devices("n1", claim("c", tolerating.formatted("Exists")))).isEqualTo("r=a r=b");
        assertThat(devices("n1", claim("c", tolerating.formatted("Equal, value: fan"))))
                .isEqualTo("r=a r=b");
        assertThat(devices("n1", claim("c", tolerating.formatted("Equal, value: heat"))))
                .isEmpty();
    }

    // counters

    @Test
    void partsOfADeviceShareItsCounters() {
        slices.add(counters("s0", "p", 2, "{name: card, counters: {memory: {value: 40Gi}}}"));
        slices.add(slice(
                "s1",
                "p",
                1,
                2,
                "nodeName: n1",
                "{name: half-1, consumesCounters: [{counterSet: card, counters: {memory: {value: 20Gi}}}]}",
                "{name: half-2, consumesCounters: [{counterSet: card, counters: {memory: {value: 20Gi}}}]}",
                "{name: whole, consumesCounters: [{counterSet: card, counters: {memory: {value: 40Gi}}}]}"));
        assertThat(devices("n1", claim("c", 2))).isEqualTo("r=half-1 r=half-2");
        assertThat(devices("n1", claim("c", 3))).isEmpty();
        take("n1", claim("other", 1));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=half-2");
        assertThat(devices("n1", claim("c", 2))).isEmpty();
    }

    @Test
    void countersThatAreNotThereMakeAPoolInvalid() {
        slices.add(slice(
                "s1",
                "p",
                1,
                1,
                "nodeName: n1",
                "{name: a, consumesCounters: [{counterSet: card, counters: {memory: {value: 20Gi}}}]}"));
        assertThat(devices("n1", claim("c", 1))).isEmpty();
    }

    // capacity that is consumed

    @Test
    void severalClaimsShareADeviceAsLongAsItsCapacityLasts() {
        slices.add(onNode(
                "n1",
                "{name: a, allowMultipleAllocations: true, capacity: {memory: {value: 10Gi, requestPolicy: "
                        + "{default: 1Gi, validRange: {min: 1Gi, max: 8Gi, step: 1Gi}}}}}"));
        String asking =
                "requests: [{name: r, exactly: {deviceClassName: gpu, count: 1, capacity: {requests: {memory: %s}}}}]";
        var first = allocate("n1", claim("c", asking.formatted("3500Mi"))).getFirst();
        var result = first.getDevices().getResults().getFirst();
        assertThat(result.getShareID()).isEqualTo("share-1");
        assertThat(result.getConsumedCapacity().get("memory")).hasToString("4Gi");
        inUse.add(first);
        assertThat(devices("n1", claim("c", asking.formatted("6Gi")))).isEqualTo("r=a");
        assertThat(devices("n1", claim("c", asking.formatted("7Gi")))).isEmpty();
        assertThat(devices("n1", claim("c", asking.formatted("3Gi")), claim("d", asking.formatted("3Gi"))))
                .isEqualTo("r=a | r=a");
        assertThat(devices("n1", claim("c", asking.formatted("4Gi")), claim("d", asking.formatted("3Gi"))))
                .isEmpty();
        inUse.remove(first);
        assertThat(devices("n1", claim("c", asking.formatted("9Gi"))))
                .as("more than one may have")
                .isEmpty();
        assertThat(allocate("n1", claim("c", 1))
                        .getFirst()
                        .getDevices()
                        .getResults()
                        .getFirst()
                        .getConsumedCapacity()
                        .get("memory"))
                .as("who asks for nothing")
                .hasToString("1Gi");
    }

    @Test
    void aDeviceForOneHasTheCapacityThatIsAskedFor() {
        slices.add(onNode(
                "n1", "{name: a, capacity: {memory: {value: 10Gi}}}", "{name: b, capacity: {memory: {value: 40Gi}}}"));
        String asking = "requests: [{name: r, exactly: {deviceClassName: gpu, count: 1, capacity: {requests: {%s}}}}]";
        assertThat(devices("n1", claim("c", asking.formatted("memory: 20Gi")))).isEqualTo("r=b");
        assertThat(devices("n1", claim("c", asking.formatted("cores: 1")))).isEmpty();
    }

    // what is written down

    @Test
    void configurationOfClassesComesBeforeThatOfTheClaim() {
        slices.add(onNode("n1", device("a"), device("b")));
        classes.put(
                "gpu",
                deviceClass("gpu", "true")
                        .edit()
                        .editSpec()
                        .addNewConfig()
                        .withNewOpaque("gpu.example.com", Map.of("of", "class"))
                        .endConfig()
                        .endSpec()
                        .build());
        var allocation = allocate(
                        "n1",
                        claim(
                                "c",
                                "requests: [{name: p, exactly: {deviceClassName: gpu, count: 1}}, {name: q, exactly: {deviceClassName: gpu, count: 1}}],"
                                        + " config: [{requests: [q], opaque: {driver: gpu.example.com, parameters: {of: claim}}}, {requests: [zzz], opaque: {driver: gpu.example.com}}]"))
                .getFirst();
        assertThat(allocation.getDevices().getConfig())
                .extracting(c -> c.getSource() + " " + c.getRequests())
                .containsExactly("FromClass [p, q]", "FromClaim [q]");
    }

    @Test
    void devicesThatHaveToBeMadeReadyComeLastAndSayWhatToWaitFor() {
        slices.add(slice(
                "s1",
                "a",
                1,
                1,
                "allNodes: true",
                "{name: slow, bindsToNode: true, bindingConditions: [attached], bindingFailureConditions: [failed]}"));
        slices.add(slice("s2", "b", 1, 1, "allNodes: true", device("quick")));
        assertThat(devices("n1", claim("c", 1))).isEqualTo("r=quick");
        var both = allocate("n1", claim("c", 2)).getFirst();
        assertThat(both.getDevices().getResults().getLast().getBindingConditions())
                .containsExactly("attached");
        assertThat(both.getDevices().getResults().getLast().getBindingFailureConditions())
                .containsExactly("failed");
        assertThat(both.getNodeSelector().getNodeSelectorTerms().getFirst().getMatchFields())
                .hasSize(1);
    }
}
