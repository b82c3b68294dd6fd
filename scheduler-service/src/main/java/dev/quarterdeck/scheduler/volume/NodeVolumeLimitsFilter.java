package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CSI driver attaches no more volumes to a node than its CSINode says; one that several pods of the node use counts once, as does one still attached. */
public final class NodeVolumeLimitsFilter implements NodeFilter {
    private static final List<Rejection> NO = List.of(new Rejection("node(s) exceed max volume count", true));

    private final StorageObjects objects;

    public NodeVolumeLimitsFilter(StorageObjects objects) {
        this.objects = objects;
    }

    private record Attached(String driver, String handle) {}

    @Override
    public String name() {
        return "NodeVolumeLimits";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        Set<Attached> wanted = volumes(pod.claims());
        return wanted.isEmpty() ? NodeCheck.NOTHING_TO_ASK : node -> fits(wanted, node) ? List.of() : NO;
    }

    private Set<Attached> volumes(Collection<String> claims) {
        Set<Attached> result = new HashSet<>();
        for (String key : claims) {
            PersistentVolumeClaim claim = objects.claim(key);
            if (claim == null) {
                continue;
            }
            String name = claim.getSpec().getVolumeName();
            PersistentVolume volume = name == null || name.isEmpty() ? null : objects.volume(name);
            if (volume != null && volume.getSpec().getCsi() != null) {
                result.add(new Attached(
                        volume.getSpec().getCsi().getDriver(),
                        volume.getSpec().getCsi().getVolumeHandle()));
            } else if (volume == null) {
                StorageClass ofIt = objects.storageClass(StorageObjects.className(claim));
                if (ofIt != null && ofIt.getProvisioner() != null) {
                    result.add(new Attached(ofIt.getProvisioner(), "claim:" + key));
                }
            }
        }
        return result;
    }

    private boolean fits(Set<Attached> wanted, NodeSnapshot node) {
        CSINode csi = objects.csiNode(node.name());
        Map<String, Integer> limits = new HashMap<>();
        if (csi != null) {
            for (CSINodeDriver driver : csi.getSpec().getDrivers()) {
                if (driver.getAllocatable() != null && driver.getAllocatable().getCount() != null) {
                    limits.put(driver.getName(), driver.getAllocatable().getCount());
                }
            }
        }
        if (limits.isEmpty()) {
            return true;
        }
        Set<Attached> there = volumes(node.claims());
        for (VolumeAttachment attachment : objects.attachments(node.name())) {
            String name = attachment.getSpec().getSource().getPersistentVolumeName();
            PersistentVolume volume = name == null ? null : objects.volume(name);
            if (volume != null && volume.getSpec().getCsi() != null) {
                there.add(new Attached(
                        attachment.getSpec().getAttacher(),
                        volume.getSpec().getCsi().getVolumeHandle()));
            }
        }
        Map<String, Integer> counts = new HashMap<>();
        there.forEach(a -> counts.merge(a.driver(), 1, Integer::sum));
        Map<String, Integer> more = new HashMap<>();
        wanted.stream().filter(a -> !there.contains(a)).forEach(a -> more.merge(a.driver(), 1, Integer::sum));
        return more.entrySet().stream()
                .allMatch(e -> !limits.containsKey(e.getKey())
                        || counts.getOrDefault(e.getKey(), 0) + e.getValue() <= limits.get(e.getKey()));
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.CSI_NODE,
                ClusterChange.Kind.POD_LEFT,
                ClusterChange.Kind.CLAIM,
                ClusterChange.Kind.ATTACHMENT_GONE);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return switch (change.kind()) {
            case CLAIM -> PodClaims.uses(pod, change.object());
            case POD_LEFT ->
                change.pod().getSpec().getVolumes().stream()
                        .anyMatch(v -> v.getPersistentVolumeClaim() != null || v.getEphemeral() != null);
            default -> true;
        };
    }
}
