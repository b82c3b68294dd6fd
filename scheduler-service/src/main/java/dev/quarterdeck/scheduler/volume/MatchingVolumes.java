package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodSelection;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The volumes that one claim could take, the smallest first; on which nodes they can be used is asked node by node. Volumes of one host stand by that host, so
 * that a cluster full of local volumes is not searched for each node.
 */
final class MatchingVolumes {
    private static final String HOST = "kubernetes.io/hostname";
    private static final Comparator<PersistentVolume> SMALLEST_FIRST = Comparator.comparingLong(MatchingVolumes::size)
            .thenComparing(v -> v.getMetadata().getName());

    private final Map<String, List<PersistentVolume>> byHost = new HashMap<>();
    private final List<PersistentVolume> others = new ArrayList<>();
    /** The one that is bound to the claim already, or taken for it for another pod. */
    private final @Nullable PersistentVolume named;

    MatchingVolumes(PersistentVolumeClaim claim, StorageObjects objects) {
        PersistentVolume forIt = null;
        LabelSelector selector = claim.getSpec().getSelector() == null
                ? null
                : PodSelection.of(claim.getSpec().getSelector());
        String claimKey =
                claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
        for (PersistentVolume volume : objects.volumesOfClass(StorageObjects.className(claim))) {
            if (!couldHold(volume, claim)) {
                continue;
            }
            String taken = objects.takenFor(volume.getMetadata().getName());
            if (isFor(volume, claim) || taken.equals(claimKey)) {
                forIt = volume;
            } else if (volume.getSpec().getClaimRef() == null
                    && taken.isEmpty()
                    && isAvailable(volume, claim, selector)) {
                String host = host(volume);
                (host.isEmpty() ? others : byHost.computeIfAbsent(host, h -> new ArrayList<>())).add(volume);
            }
        }
        named = forIt;
        others.sort(SMALLEST_FIRST);
        byHost.values().forEach(v -> v.sort(SMALLEST_FIRST));
    }

    @Nullable
    PersistentVolume on(NodeSnapshot node, Set<String> excluded) {
        if (named != null) {
            return canBeUsed(named, node) ? named : null;
        }
        PersistentVolume here =
                first(byHost.getOrDefault(node.labels().getOrDefault(HOST, ""), List.of()), node, excluded);
        PersistentVolume other = first(others, node, excluded);
        if (here == null || other == null) {
            return here == null ? other : here;
        }
        return SMALLEST_FIRST.compare(here, other) <= 0 ? here : other;
    }

    private static @Nullable PersistentVolume first(
            List<PersistentVolume> volumes, NodeSnapshot node, Set<String> excluded) {
        for (PersistentVolume volume : volumes) {
            if (!excluded.contains(volume.getMetadata().getName()) && canBeUsed(volume, node)) {
                return volume;
            }
        }
        return null;
    }

    static boolean canBeUsed(PersistentVolume volume, NodeSnapshot node) {
        NodeSelector required = required(volume);
        return required == null || NodeSelection.matches(required, node);
    }

    private static @Nullable NodeSelector required(PersistentVolume volume) {
        return volume.getSpec().getNodeAffinity() == null
                ? null
                : volume.getSpec().getNodeAffinity().getRequired();
    }

    /** The one host that a volume can be used on, where its affinity says so plainly; else empty. */
    private static String host(PersistentVolume volume) {
        NodeSelector required = required(volume);
        if (required != null && required.getNodeSelectorTerms().size() == 1) {
            for (NodeSelectorRequirement each :
                    required.getNodeSelectorTerms().getFirst().getMatchExpressions()) {
                if (HOST.equals(each.getKey())
                        && "In".equals(each.getOperator())
                        && each.getValues().size() == 1) {
                    return each.getValues().getFirst();
                }
            }
        }
        return "";
    }

    private static boolean couldHold(PersistentVolume volume, PersistentVolumeClaim claim) {
        String block = Objects.requireNonNullElse(volume.getSpec().getVolumeMode(), "Filesystem");
        return volume.getMetadata().getDeletionTimestamp() == null
                && block.equals(Objects.requireNonNullElse(claim.getSpec().getVolumeMode(), "Filesystem"))
                && Objects.requireNonNullElse(volume.getSpec().getVolumeAttributesClassName(), "")
                        .equals(Objects.requireNonNullElse(claim.getSpec().getVolumeAttributesClassName(), ""))
                && size(volume) >= asked(claim);
    }

    private static boolean isAvailable(
            PersistentVolume volume, PersistentVolumeClaim claim, @Nullable LabelSelector selector) {
        boolean available = volume.getStatus() != null
                && "Available".equals(volume.getStatus().getPhase());
        Map<String, String> labels =
                Objects.requireNonNullElse(volume.getMetadata().getLabels(), Map.of());
        return available
                && (selector == null || selector.matches(labels))
                && volume.getSpec().getAccessModes().containsAll(claim.getSpec().getAccessModes());
    }

    /** Whether that volume is bound to this claim, beforehand or since. */
    static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference ref = volume.getSpec().getClaimRef();
        return ref != null
                && claim.getMetadata().getName().equals(ref.getName())
                && claim.getMetadata().getNamespace().equals(ref.getNamespace())
                && (ref.getUid() == null
                        || ref.getUid().isEmpty()
                        || ref.getUid().equals(claim.getMetadata().getUid()));
    }

    private static long size(PersistentVolume volume) {
        var capacity = volume.getSpec().getCapacity();
        return capacity == null || capacity.get("storage") == null
                ? 0
                : Quantity.parse(capacity.get("storage").toString()).value();
    }

    static long asked(PersistentVolumeClaim claim) {
        var resources = claim.getSpec().getResources();
        return resources == null
                        || resources.getRequests() == null
                        || resources.getRequests().get("storage") == null
                ? 0
                : Quantity.parse(resources.getRequests().get("storage").toString())
                        .value();
    }
}
