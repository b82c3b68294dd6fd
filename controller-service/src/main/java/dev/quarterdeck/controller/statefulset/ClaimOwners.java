package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.owner.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom the claim of a pod belongs to, so that the garbage collector deletes it when {@code persistentVolumeClaimRetentionPolicy} says so (KEP-1847). Pure.
 *
 * <pre>
 * whenScaled   whenDeleted   pod          → owner, as controller
 * Retain       Retain        any            neither set nor pod
 * Retain       Delete        any            the set
 * Delete       Retain        wanted         neither
 * Delete       Retain        condemned      the pod
 * Delete       Delete        wanted         the set
 * Delete       Delete        condemned      the pod
 * </pre>
 *
 * A claim that belongs to an earlier set or pod of the same name is not touched, and one that another controller has gets no second one.
 */
final class ClaimOwners {
    private static final String DELETE = "Delete";

    private final StatefulSet set;
    private final Pod pod;
    private final boolean condemned;

    ClaimOwners(StatefulSet set, Pod pod, boolean condemned) {
        this.set = set;
        this.pod = pod;
        this.condemned = condemned;
    }

    static boolean deletesWhenScaled(StatefulSet set) {
        return policy(set).filter(p -> DELETE.equals(p.getWhenScaled())).isPresent();
    }

    static boolean deletesWhenDeleted(StatefulSet set) {
        return policy(set).filter(p -> DELETE.equals(p.getWhenDeleted())).isPresent();
    }

    private static Optional<StatefulSetPersistentVolumeClaimRetentionPolicy> policy(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getPersistentVolumeClaimRetentionPolicy());
    }

    /** Whether the claim waits for the garbage collector because of an earlier pod of this name. A new pod must wait until it is gone. */
    static boolean isLeftOver(PersistentVolumeClaim claim, String podName) {
        return claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getKind().equals("Pod") && o.getName().equals(podName));
    }

    /** The owners that the claim is to have; empty where it has them. */
    Optional<List<OwnerReference>> wanted(PersistentVolumeClaim claim) {
        List<OwnerReference> before = claim.getMetadata().getOwnerReferences();
        if (before.stream().anyMatch(o -> isEarlier(o, set) || isEarlier(o, pod))) {
            return Optional.empty();
        }
        List<OwnerReference> after = new ArrayList<>(before);
        if (!isForeign(claim)) {
            after.removeIf(o -> isNamed(o, set) || isNamed(o, pod));
            owner().map(Owners::controllerReference).ifPresent(after::add);
        } else {
            after.removeIf(o -> isSame(o, set) || isSame(o, pod));
        }
        return controls(before).equals(controls(after)) && before.size() == after.size()
                ? Optional.empty()
                : Optional.of(after);
    }

    private static List<String> controls(List<OwnerReference> owners) {
        return owners.stream()
                .map(o -> o.getUid() + Boolean.TRUE.equals(o.getController()))
                .sorted()
                .toList();
    }

    private Optional<HasMetadata> owner() {
        if (deletesWhenScaled(set) && condemned) {
            return Optional.of(pod);
        }
        return deletesWhenDeleted(set) ? Optional.of(set) : Optional.empty();
    }

    /** Another controller has the claim: the policy cannot be kept. */
    boolean isForeign(PersistentVolumeClaim claim) {
        return (deletesWhenScaled(set) || deletesWhenDeleted(set))
                && claim.getMetadata().getOwnerReferences().stream()
                        .anyMatch(o -> Boolean.TRUE.equals(o.getController()) && !isNamed(o, set) && !isNamed(o, pod));
    }

    private static boolean isNamed(OwnerReference owner, HasMetadata object) {
        return owner.getKind().equals(object.getKind())
                && owner.getApiVersion().equals(object.getApiVersion())
                && owner.getName().equals(object.getMetadata().getName());
    }

    private static boolean isSame(OwnerReference owner, HasMetadata object) {
        return owner.getUid().equals(object.getMetadata().getUid());
    }

    private static boolean isEarlier(OwnerReference owner, HasMetadata object) {
        return isNamed(owner, object) && !isSame(owner, object);
    }
}
