package dev.quarterdeck.scheduler.reference;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeDriver;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules about volumes written down once more, as slowly as one likes: everything is looked at for each node of each pod. For comparison only. */
final class PlainVolumeRules {
    static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";

    final Map<String, Node> nodes = new TreeMap<>();
    final Map<String, Pod> pods = new TreeMap<>();
    final Map<String, PersistentVolume> volumes = new TreeMap<>();
    final Map<String, PersistentVolumeClaim> claims = new TreeMap<>();
    final Map<String, StorageClass> classes = new TreeMap<>();
    final Map<String, CSINode> csiNodes = new TreeMap<>();
    final Map<String, CSIDriver> drivers = new TreeMap<>();
    final Map<String, CSIStorageCapacity> capacities = new TreeMap<>();
    final Map<String, VolumeAttachment> attachments = new TreeMap<>();

    /** Names of the nodes that may take a pod, as far as its volumes go. */
    Set<String> fitting(Pod pod) {
        Set<String> result = new TreeSet<>();
        for (Node node : nodes.values()) {
            if (fits(pod, node)) {
                result.add(node.getMetadata().getName());
            }
        }
        return result;
    }

    private static List<String> claimNames(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(v -> v.getPersistentVolumeClaim() != null)
                .map(v -> v.getPersistentVolumeClaim().getClaimName())
                .toList();
    }

    private boolean fits(Pod pod, Node node) {
        List<PersistentVolumeClaim> used = new ArrayList<>();
        for (String name : claimNames(pod)) {
            PersistentVolumeClaim claim = claims.get(name);
            if (claim == null || claim.getMetadata().getDeletionTimestamp() != null) {
                return false;
            }
            used.add(claim);
        }
        return isFree(pod, used, node) && isInZone(used, node) && canBind(used, node) && isWithinLimits(pod, node);
    }

    /** A claim for one pod is used by no other, wherever; a disk by no other pod of the node. */
    private boolean isFree(Pod pod, List<PersistentVolumeClaim> used, Node node) {
        for (Pod other : pods.values()) {
            boolean same = other.getMetadata().getUid().equals(pod.getMetadata().getUid());
            boolean somewhere = nodes.containsKey(other.getSpec().getNodeName());
            for (PersistentVolumeClaim claim : used) {
                if (!same
                        && somewhere
                        && claim.getSpec().getAccessModes().contains("ReadWriteOncePod")
                        && claimNames(other).contains(claim.getMetadata().getName())) {
                    return false;
                }
            }
            if (node.getMetadata().getName().equals(other.getSpec().getNodeName())) {
                for (Volume mine : pod.getSpec().getVolumes()) {
                    for (Volume theirs : other.getSpec().getVolumes()) {
                        if (mine.getAwsElasticBlockStore() != null
                                && theirs.getAwsElasticBlockStore() != null
                                && mine.getAwsElasticBlockStore()
                                        .getVolumeID()
                                        .equals(theirs.getAwsElasticBlockStore().getVolumeID())) {
                            return false;
                        }
                    }
                }
            }
        }
        return true;
    }

    private static String labelOf(Node node, String key) {
        return node.getMetadata().getLabels().getOrDefault(key, "");
    }

    private boolean isInZone(List<PersistentVolumeClaim> used, Node node) {
        if (labelOf(node, ZONE).isEmpty() && labelOf(node, REGION).isEmpty()) {
            return true;
        }
        for (PersistentVolumeClaim claim : used) {
            PersistentVolume volume = volumes.get(volumeName(claim));
            if (volume != null && volume.getMetadata().getLabels() != null) {
                String zones = volume.getMetadata().getLabels().get(ZONE);
                if (zones != null && !List.of(zones.split("__")).contains(labelOf(node, ZONE))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String volumeName(PersistentVolumeClaim claim) {
        return claim.getSpec().getVolumeName() == null ? "" : claim.getSpec().getVolumeName();
    }

    private static boolean isBound(PersistentVolumeClaim claim) {
        return !volumeName(claim).isEmpty()
                && claim.getMetadata().getAnnotations() != null
                && claim.getMetadata().getAnnotations().containsKey("pv.kubernetes.io/bind-completed");
    }

    private static long size(PersistentVolumeClaim claim) {
        return bytes(claim.getSpec().getResources().getRequests().get("storage"));
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().longValue();
    }

    private boolean canBind(List<PersistentVolumeClaim> used, Node node) {
        List<PersistentVolumeClaim> waiting = new ArrayList<>();
        List<PersistentVolumeClaim> toBeMade = new ArrayList<>();
        for (PersistentVolumeClaim claim : used) {
            if (isBound(claim)) {
                PersistentVolume volume = volumes.get(volumeName(claim));
                if (volume == null || !isUsableOn(volume, node)) {
                    return false;
                }
                continue;
            }
            StorageClass of = classes.get(claim.getSpec().getStorageClassName());
            if (!volumeName(claim).isEmpty()
                    || of == null
                    || !"WaitForFirstConsumer".equals(of.getVolumeBindingMode())) {
                return false;
            }
            String selected = claim.getMetadata().getAnnotations() == null
                    ? null
                    : claim.getMetadata().getAnnotations().get("volume.kubernetes.io/selected-node");
            if (selected == null) {
                waiting.add(claim);
            } else if (selected.equals(node.getMetadata().getName())) {
                toBeMade.add(claim);
            } else {
                return false;
            }
        }
        waiting.sort(Comparator.comparingLong(PlainVolumeRules::size));
        Set<String> taken = new HashSet<>();
        for (PersistentVolumeClaim claim : waiting) {
            PersistentVolume best = null;
            PersistentVolume kept = keptFor(claim);
            if (kept != null) {
                if (!isUsableOn(kept, node)) {
                    toBeMade.add(claim);
                }
                continue;
            }
            for (PersistentVolume volume : volumes.values()) {
                if (holds(volume, claim)
                        && !taken.contains(volume.getMetadata().getName())
                        && isUsableOn(volume, node)
                        && (best == null
                                || bytes(volume.getSpec().getCapacity().get("storage"))
                                        < bytes(best.getSpec().getCapacity().get("storage")))) {
                    best = volume;
                }
            }
            if (best == null) {
                toBeMade.add(claim);
            } else {
                taken.add(best.getMetadata().getName());
            }
        }
        return toBeMade.stream().allMatch(claim -> canBeMade(claim, node));
    }

    /** The volume that somebody has said beforehand is for this claim; null for none. */
    private @Nullable PersistentVolume keptFor(PersistentVolumeClaim claim) {
        for (PersistentVolume volume : volumes.values()) {
            ObjectReference of = volume.getSpec().getClaimRef();
            if (of != null
                    && of.getName().equals(claim.getMetadata().getName())
                    && (of.getUid() == null
                            || of.getUid().equals(claim.getMetadata().getUid()))
                    && volume.getSpec()
                            .getStorageClassName()
                            .equals(claim.getSpec().getStorageClassName())
                    && bytes(volume.getSpec().getCapacity().get("storage")) >= size(claim)) {
                return volume;
            }
        }
        return null;
    }

    private static boolean holds(PersistentVolume volume, PersistentVolumeClaim claim) {
        return volume.getSpec().getClaimRef() == null
                && "Available".equals(volume.getStatus().getPhase())
                && volume.getSpec().getStorageClassName().equals(claim.getSpec().getStorageClassName())
                && volume.getSpec().getAccessModes().containsAll(claim.getSpec().getAccessModes())
                && bytes(volume.getSpec().getCapacity().get("storage")) >= size(claim);
    }

    private static boolean isUsableOn(PersistentVolume volume, Node node) {
        if (volume.getSpec().getNodeAffinity() == null) {
            return true;
        }
        for (NodeSelectorTerm term :
                volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms()) {
            boolean all = true;
            for (NodeSelectorRequirement each : term.getMatchExpressions()) {
                all &= each.getValues().contains(labelOf(node, each.getKey()));
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    private boolean canBeMade(PersistentVolumeClaim claim, Node node) {
        StorageClass of = classes.get(claim.getSpec().getStorageClassName());
        if (of == null || of.getProvisioner().equals("kubernetes.io/no-provisioner")) {
            return false;
        }
        boolean allowed = of.getAllowedTopologies().isEmpty()
                || of.getAllowedTopologies().stream().anyMatch(t -> t.getMatchLabelExpressions().stream()
                        .allMatch(e -> e.getValues().contains(labelOf(node, e.getKey()))));
        CSIDriver driver = drivers.get(of.getProvisioner());
        if (!allowed || driver == null || !Boolean.TRUE.equals(driver.getSpec().getStorageCapacity())) {
            return allowed;
        }
        return capacities.values().stream()
                .anyMatch(c -> c.getStorageClassName().equals(of.getMetadata().getName())
                        && bytes(c.getCapacity()) >= size(claim)
                        && c.getNodeTopology().getMatchLabels().entrySet().stream()
                                .allMatch(e -> e.getValue().equals(labelOf(node, e.getKey()))));
    }

    /** Driver and volume; of a claim that has none yet, driver and claim. */
    private void count(List<String> names, Map<String, Set<String>> byDriver) {
        for (String name : names) {
            PersistentVolumeClaim claim = claims.get(name);
            if (claim == null) {
                continue;
            }
            PersistentVolume volume = volumes.get(volumeName(claim));
            StorageClass of = classes.get(claim.getSpec().getStorageClassName());
            if (volume != null && volume.getSpec().getCsi() != null) {
                byDriver.computeIfAbsent(volume.getSpec().getCsi().getDriver(), d -> new HashSet<>())
                        .add("volume " + volume.getSpec().getCsi().getVolumeHandle());
            } else if (volume == null && of != null) {
                byDriver.computeIfAbsent(of.getProvisioner(), d -> new HashSet<>())
                        .add("claim " + name);
            }
        }
    }

    private boolean isWithinLimits(Pod pod, Node node) {
        String name = node.getMetadata().getName();
        Map<String, Set<String>> wanted = new TreeMap<>();
        count(claimNames(pod), wanted);
        CSINode csi = csiNodes.get(name);
        if (wanted.isEmpty() || csi == null) {
            return true;
        }
        Map<String, Set<String>> there = new TreeMap<>();
        for (Pod other : pods.values()) {
            if (name.equals(other.getSpec().getNodeName())) {
                count(claimNames(other), there);
            }
        }
        for (VolumeAttachment attachment : attachments.values()) {
            PersistentVolume volume =
                    volumes.get(attachment.getSpec().getSource().getPersistentVolumeName());
            if (attachment.getSpec().getNodeName().equals(name)
                    && volume != null
                    && volume.getSpec().getCsi() != null) {
                there.computeIfAbsent(attachment.getSpec().getAttacher(), d -> new HashSet<>())
                        .add("volume " + volume.getSpec().getCsi().getVolumeHandle());
            }
        }
        for (CSINodeDriver driver : csi.getSpec().getDrivers()) {
            Set<String> old = there.getOrDefault(driver.getName(), Set.of());
            Set<String> more = new HashSet<>(wanted.getOrDefault(driver.getName(), Set.of()));
            more.removeAll(old);
            if (driver.getAllocatable() != null
                    && !more.isEmpty()
                    && old.size() + more.size() > driver.getAllocatable().getCount()) {
                return false;
            }
        }
        return true;
    }
}
