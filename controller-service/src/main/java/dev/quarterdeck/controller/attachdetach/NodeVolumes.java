package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.controller.attachdetach.AttachmentPlanner.NodeView;
import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What nodes say about their volumes, and are told about them. Pure. */
final class NodeVolumes {
    private static final String MANAGED = "volumes.kubernetes.io/controller-managed-attach-detach";
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    private NodeVolumes() {}

    /** Whether the node leaves attaching to this controller. */
    static boolean isManaged(Node node) {
        return node.getMetadata().getAnnotations() != null
                && node.getMetadata().getAnnotations().containsKey(MANAGED);
    }

    /** Of a node that is gone nobody knows whether it still uses the volume. */
    static NodeView view(Optional<Node> node, CsiVolume volume) {
        return node.map(n -> new NodeView(
                        isHealthy(n), isOutOfService(n), inUse(n).contains(volume.uniqueName()), isReported(n, volume)))
                .orElse(new NodeView(false, false, true, false));
    }

    static List<AttachedVolume> reported(Node node) {
        return node.getStatus() == null || node.getStatus().getVolumesAttached() == null
                ? List.of()
                : node.getStatus().getVolumesAttached();
    }

    private static boolean isReported(Node node, CsiVolume volume) {
        return reported(node).stream().anyMatch(v -> volume.uniqueName().equals(v.getName()));
    }

    private static List<String> inUse(Node node) {
        return node.getStatus() == null || node.getStatus().getVolumesInUse() == null
                ? List.of()
                : node.getStatus().getVolumesInUse();
    }

    private static boolean isHealthy(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static boolean isOutOfService(Node node) {
        return node.getSpec() != null
                && node.getSpec().getTaints().stream().anyMatch(t -> OUT_OF_SERVICE.equals(t.getKey()));
    }

    /** Whether a change of the node is of any interest here. */
    static boolean differ(Node before, Node after) {
        return isManaged(before) != isManaged(after)
                || isHealthy(before) != isHealthy(after)
                || isOutOfService(before) != isOutOfService(after)
                || !inUse(before).equals(inUse(after))
                || !Objects.equals(reported(before), reported(after));
    }

    /** What the node's status should say: as before where nothing is decided, names that are not of CSI volumes included. */
    static List<AttachedVolume> toReport(List<AttachedVolume> before, Map<CsiVolume, AttachmentPlan> plans) {
        List<AttachedVolume> after = new ArrayList<>();
        for (AttachedVolume volume : before) {
            Optional<AttachmentPlan> plan = CsiVolume.parse(volume.getName()).map(plans::get);
            if (plan.filter(p -> !isThere(p)).isEmpty()) {
                after.add(volume);
            }
        }
        plans.forEach((volume, plan) -> {
            if (plan instanceof AttachmentPlan.Report
                    && after.stream().noneMatch(v -> volume.uniqueName().equals(v.getName()))) {
                AttachedVolume more = new AttachedVolume();
                more.setName(volume.uniqueName());
                more.setDevicePath("");
                after.add(more);
            }
        });
        if (after.size() != before.size()) {
            after.sort(Comparator.comparing(AttachedVolume::getName));
        }
        return after;
    }

    /** A volume that nobody wants any more but that may be mounted is still there; one that is being attached, or detached, is not. */
    private static boolean isThere(AttachmentPlan plan) {
        return plan instanceof AttachmentPlan.Report || plan instanceof AttachmentPlan.Keep;
    }
}
