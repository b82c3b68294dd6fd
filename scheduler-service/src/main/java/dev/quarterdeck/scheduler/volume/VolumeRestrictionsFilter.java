package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A claim of access mode ReadWriteOncePod serves one pod in the whole cluster (KEP-2485); some disks can be mounted by one pod of a node only. */
public final class VolumeRestrictionsFilter implements NodeFilter {
    private static final List<Rejection> IN_USE = List.of(new Rejection(
            "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
            true));
    private static final List<Rejection> DISK = List.of(new Rejection("node(s) had no available disk", true));

    private final StorageObjects objects;

    public VolumeRestrictionsFilter(StorageObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "VolumeRestrictions";
    }

    @Override
    public @Nullable Rejection beforeNodes(PodRequest pod, ClusterSnapshot cluster) {
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            String name = volume.getPersistentVolumeClaim() == null ? "" : PodRequest.claim(pod.pod(), volume);
            if (!name.isEmpty() && objects.claim(pod.pod().getMetadata().getNamespace() + "/" + name) == null) {
                return new Rejection("persistentvolumeclaim \"" + name + "\" not found", false);
            }
        }
        return null;
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        List<String> single = singles(pod);
        boolean disks = pod.pod().getSpec().getVolumes().stream().anyMatch(VolumeRestrictionsFilter::isDisk);
        if (single.isEmpty() && !disks) {
            return NodeCheck.NOTHING_TO_ASK;
        }
        boolean inUse = false;
        for (NodeSnapshot node : cluster.nodes()) {
            inUse |= !single.isEmpty() && !Collections.disjoint(node.claims(), single) && isUsed(node, single, pod);
        }
        boolean taken = inUse;
        return node -> {
            if (disks && node.pods().stream().anyMatch(p -> clash(pod, p))) {
                return DISK;
            }
            return taken ? IN_USE : List.of();
        };
    }

    private static boolean isUsed(NodeSnapshot node, List<String> claims, PodRequest pod) {
        return node.pods().stream()
                .anyMatch(p -> !p.uid().equals(pod.uid()) && !Collections.disjoint(p.claims(), claims));
    }

    private List<String> singles(PodRequest pod) {
        List<String> result = new ArrayList<>();
        for (String key : pod.claims()) {
            PersistentVolumeClaim claim = objects.claim(key);
            if (claim != null && claim.getSpec().getAccessModes().contains("ReadWriteOncePod")) {
                result.add(key);
            }
        }
        return result;
    }

    private static boolean isDisk(Volume volume) {
        return volume.getGcePersistentDisk() != null
                || volume.getAwsElasticBlockStore() != null
                || volume.getIscsi() != null
                || volume.getRbd() != null;
    }

    private static boolean clash(PodRequest pod, PodRequest other) {
        for (Volume mine : pod.pod().getSpec().getVolumes()) {
            for (Volume theirs : isDisk(mine) ? other.pod().getSpec().getVolumes() : List.<Volume>of()) {
                if (clash(mine, theirs)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean clash(Volume a, Volume b) {
        if (a.getGcePersistentDisk() != null && b.getGcePersistentDisk() != null) {
            return Objects.equals(
                            a.getGcePersistentDisk().getPdName(),
                            b.getGcePersistentDisk().getPdName())
                    && !both(
                            a.getGcePersistentDisk().getReadOnly(),
                            b.getGcePersistentDisk().getReadOnly());
        }
        if (a.getAwsElasticBlockStore() != null && b.getAwsElasticBlockStore() != null) {
            return Objects.equals(
                    a.getAwsElasticBlockStore().getVolumeID(),
                    b.getAwsElasticBlockStore().getVolumeID());
        }
        if (a.getIscsi() != null && b.getIscsi() != null) {
            return Objects.equals(a.getIscsi().getIqn(), b.getIscsi().getIqn())
                    && !both(a.getIscsi().getReadOnly(), b.getIscsi().getReadOnly());
        }
        if (a.getRbd() != null && b.getRbd() != null) {
            return !Collections.disjoint(a.getRbd().getMonitors(), b.getRbd().getMonitors())
                    && Objects.equals(a.getRbd().getPool(), b.getRbd().getPool())
                    && Objects.equals(a.getRbd().getImage(), b.getRbd().getImage())
                    && !both(a.getRbd().getReadOnly(), b.getRbd().getReadOnly());
        }
        return false;
    }

    private static boolean both(@Nullable Boolean a, @Nullable Boolean b) {
        return Boolean.TRUE.equals(a) && Boolean.TRUE.equals(b);
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(ClusterChange.Kind.NODE_ADDED, ClusterChange.Kind.POD_LEFT, ClusterChange.Kind.CLAIM);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return switch (change.kind()) {
            case CLAIM -> PodClaims.uses(pod, change.object());
            case POD_LEFT -> !change.pod().getSpec().getVolumes().isEmpty();
            default -> true;
        };
    }
}
