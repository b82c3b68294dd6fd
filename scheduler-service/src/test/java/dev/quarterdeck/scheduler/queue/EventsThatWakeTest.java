package dev.quarterdeck.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulingRules;
import dev.quarterdeck.scheduler.filter.ClusterChange.Kind;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sorts of events each rule is asked about at all; all others leave the pods that it rejected where they are. */
class EventsThatWakeTest {
    private static final Profile PROFILE = Profile.standard("default-scheduler");

    private static Map<String, Set<String>> table() {
        List<NodeFilter> filters =
                NodeFilters.of(PROFILE, SchedulingRules.of(List.of(PROFILE)).others());
        return filters.stream()
                .collect(Collectors.toMap(
                        NodeFilter::name,
                        f -> f.helpedBy().stream().map(Kind::name).collect(Collectors.toCollection(TreeSet::new)),
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        }));
    }

    /**
     * Beside it, what the reference's rule registers for (1.36, with queueing hints). A pod's own change is one kind here, of its labels, tolerations, resources and
     * claims. A pod that is being deleted is not counted by spreading any more, which the reference does not look at.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NodeUnschedulable   | NODE_ADDED NODE_TAINTS POD_CHANGED | Node/Add,UpdateNodeTaint Pod/UpdatePodToleration",
                "NodeName            | NODE_ADDED | Node/Add",
                "TaintToleration     | NODE_ADDED NODE_TAINTS POD_CHANGED | Node/Add,UpdateNodeTaint Pod/UpdatePodToleration",
                "NodeAffinity        | NODE_ADDED NODE_LABELS | Node/Add,UpdateNodeLabel",
                "NodePorts           | NODE_ADDED POD_LEFT | Pod/Delete Node/Add",
                "NodeResourcesFit    | NODE_ADDED NODE_ALLOCATABLE POD_LEFT POD_SHRUNK POD_CHANGED DEVICE_CLASS"
                        + " | Pod/Delete,UpdatePodScaleDown Node/Add,UpdateNodeAllocatable DeviceClass/Add,Update",
                "VolumeRestrictions  | NODE_ADDED POD_LEFT CLAIM | Pod/Delete Node/Add PersistentVolumeClaim/Add",
                "NodeVolumeLimits    | NODE_ADDED CSI_NODE POD_LEFT CLAIM ATTACHMENT_GONE"
                        + " | CSINode/Add,Update Pod/Delete PersistentVolumeClaim/Add VolumeAttachment/Delete",
                "VolumeBinding       | NODE_ADDED NODE_LABELS CLAIM VOLUME STORAGE_CLASS CSI_DRIVER CSI_CAPACITY CSI_NODE"
                        + " | StorageClass/Add,Update PersistentVolumeClaim/Add,Update PersistentVolume/Add,Update"
                        + " Node/Add,UpdateNodeLabel CSINode/Add,Update CSIDriver/Update CSIStorageCapacity/Add,Update",
                "VolumeZone          | NODE_ADDED NODE_LABELS CLAIM VOLUME STORAGE_CLASS"
                        + " | StorageClass/Add Node/Add,UpdateNodeLabel PersistentVolumeClaim/Add,Update PersistentVolume/Add,Update",
                "PodTopologySpread   | NODE_ADDED NODE_GONE NODE_LABELS NODE_TAINTS POD_ARRIVED POD_CHANGED POD_LABELS POD_LEFT POD_ENDING"
                        + " | Pod/Add,UpdatePodLabel,UpdatePodToleration,Delete Node/Add,Delete,UpdateNodeLabel,UpdateNodeTaint",
                "InterPodAffinity    | NODE_ADDED NODE_LABELS POD_ARRIVED POD_LABELS POD_LEFT POD_CHANGED NAMESPACE_LABELS"
                        + " | Pod/Add,UpdatePodLabel,Delete Node/Add,UpdateNodeLabel",
                "NodeDeclaredFeatures | NODE_ADDED NODE_FEATURES POD_CHANGED | Node/Add,UpdateNodeDeclaredFeature Pod/Update",
                "DynamicResources    | NODE_ADDED NODE_LABELS NODE_ALLOCATABLE DEVICE_CLAIM DEVICES_FREED DEVICE_CLASS DEVICES POD_CHANGED"
                        + " | Node/Add,UpdateNodeLabel,UpdateNodeAllocatable ResourceClaim/Add,Update"
                        + " Pod/UpdatePodGeneratedResourceClaim DeviceClass/Add,Update ResourceSlice/Add,Update",
            })
    void theRuleIsAskedAboutTheseAlone(String rule, String events, String registered) {
        assertThat(table().get(rule)).containsExactlyInAnyOrder(events.split(" "));
        Set<String> expected = new TreeSet<>();
        for (String each : registered.split(" ")) {
            String resource = each.substring(0, each.indexOf('/'));
            for (String action : each.substring(each.indexOf('/') + 1).split(",")) {
                expected.addAll(KINDS.getOrDefault(resource + "/" + action, KINDS.getOrDefault(resource, Set.of())));
            }
        }
        assertThat(expected).isNotEmpty();
        Set<String> more = new TreeSet<>(table().get(rule));
        more.removeAll(expected);
        assertThat(table().get(rule)).as("nothing is missed").containsAll(expected);
        assertThat(more).as("asked about besides").isEqualTo(MORE.getOrDefault(rule, Set.of()));
    }

    private static final Map<String, Set<String>> KINDS = Map.ofEntries(
            Map.entry("Node/Add", Set.of("NODE_ADDED")),
            Map.entry("Node/Delete", Set.of("NODE_GONE")),
            Map.entry("Node/UpdateNodeTaint", Set.of("NODE_TAINTS")),
            Map.entry("Node/UpdateNodeLabel", Set.of("NODE_LABELS")),
            Map.entry("Node/UpdateNodeAllocatable", Set.of("NODE_ALLOCATABLE")),
            Map.entry("Node/UpdateNodeDeclaredFeature", Set.of("NODE_FEATURES")),
            Map.entry("Pod/Add", Set.of("POD_ARRIVED")),
            Map.entry("Pod/Delete", Set.of("POD_LEFT")),
            Map.entry("Pod/UpdatePodLabel", Set.of("POD_LABELS", "POD_CHANGED")),
            Map.entry("Pod/UpdatePodScaleDown", Set.of("POD_SHRUNK", "POD_CHANGED")),
            Map.entry("Pod/UpdatePodToleration", Set.of("POD_CHANGED")),
            Map.entry("Pod/UpdatePodGeneratedResourceClaim", Set.of("POD_CHANGED")),
            Map.entry("Pod/Update", Set.of("POD_CHANGED")),
            Map.entry("PersistentVolumeClaim", Set.of("CLAIM")),
            Map.entry("PersistentVolume", Set.of("VOLUME")),
            Map.entry("StorageClass", Set.of("STORAGE_CLASS")),
            Map.entry("CSINode", Set.of("CSI_NODE")),
            Map.entry("CSIDriver", Set.of("CSI_DRIVER")),
            Map.entry("CSIStorageCapacity", Set.of("CSI_CAPACITY")),
            Map.entry("VolumeAttachment", Set.of("ATTACHMENT_GONE")),
            Map.entry("ResourceClaim", Set.of("DEVICE_CLAIM", "DEVICES_FREED")),
            Map.entry("DeviceClass", Set.of("DEVICE_CLASS")),
            Map.entry("ResourceSlice", Set.of("DEVICES")));

    /** A node that comes without a CSINode has no limits; a namespace's new labels may change whom a selector means. */
    private static final Map<String, Set<String>> MORE = Map.of(
            "NodeVolumeLimits",
            Set.of("NODE_ADDED"),
            "InterPodAffinity",
            Set.of("NAMESPACE_LABELS"),
            "PodTopologySpread",
            Set.of("POD_ENDING"));

    @Test
    void everyRuleOfTheStandardProfileHasEventsThatHelp() {
        assertThat(table()).hasSizeGreaterThanOrEqualTo(PROFILE.filters().size());
        assertThat(table()).allSatisfy((rule, events) -> assertThat(events).isNotEmpty());
    }
}
