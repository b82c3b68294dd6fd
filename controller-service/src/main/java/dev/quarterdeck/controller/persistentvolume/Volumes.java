package dev.quarterdeck.controller.persistentvolume;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What volumes and claims say, with defaults filled in. */
final class Volumes {
    static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
    static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    static final String OLD_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";
    private static final String CAPACITY_BEFORE_RESIZE = "volume.alpha.kubernetes.io/pre-resize-capacity";
    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private Volumes() {}

    static boolean has(HasMetadata object, String annotation) {
        return annotation(object, annotation) != null;
    }

    static @Nullable String annotation(HasMetadata object, String annotation) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(annotation);
    }

    /** Whether it says which class it wants; the empty name means none at all. */
    static boolean namesClass(PersistentVolumeClaim claim) {
        return has(claim, OLD_CLASS) || claim.getSpec().getStorageClassName() != null;
    }

    static String storageClass(PersistentVolumeClaim claim) {
        return orEmpty(Objects.requireNonNullElse(
                annotation(claim, OLD_CLASS), orEmpty(claim.getSpec().getStorageClassName())));
    }

    static String storageClass(PersistentVolume volume) {
        return orEmpty(Objects.requireNonNullElse(
                annotation(volume, OLD_CLASS), orEmpty(volume.getSpec().getStorageClassName())));
    }

    static String mode(@Nullable String mode) {
        return mode == null || mode.isEmpty() ? "Filesystem" : mode;
    }

    static String volumeName(PersistentVolumeClaim claim) {
        return orEmpty(claim.getSpec().getVolumeName());
    }

    /** What a claim gets: of a volume that was made larger, as much as its file system has until that has grown too. */
    static Map<String, Quantity> boundCapacity(PersistentVolume volume) {
        Map<String, Quantity> capacity = volume.getSpec().getCapacity();
        String before = annotation(volume, CAPACITY_BEFORE_RESIZE);
        if (before == null) {
            return capacity;
        }
        try {
            Quantity amount = new Quantity(before);
            amount.getNumericalAmount();
            return Map.of("storage", amount);
        } catch (IllegalArgumentException e) {
            return capacity;
        }
    }

    static BigDecimal capacity(PersistentVolume volume) {
        return bytes(volume.getSpec().getCapacity());
    }

    static BigDecimal request(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null
                ? BigDecimal.ZERO
                : bytes(claim.getSpec().getResources().getRequests());
    }

    private static BigDecimal bytes(@Nullable Map<String, Quantity> list) {
        Quantity storage = list == null ? null : list.get("storage");
        return storage == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(storage);
    }

    static boolean allows(PersistentVolume volume, PersistentVolumeClaim claim) {
        return orEmpty(volume.getSpec().getAccessModes())
                .containsAll(orEmpty(claim.getSpec().getAccessModes()));
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static Optional<ObjectReference> claimRef(PersistentVolume volume) {
        return Optional.ofNullable(volume.getSpec().getClaimRef());
    }

    /** Whether the volume names this claim; by name alone where it knows no uid yet. */
    static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        return claimRef(volume)
                .filter(ref -> claim.getMetadata().getName().equals(ref.getName())
                        && claim.getMetadata().getNamespace().equals(ref.getNamespace()))
                .filter(ref -> orEmpty(ref.getUid()).isEmpty()
                        || claim.getMetadata().getUid().equals(ref.getUid()))
                .isPresent();
    }

    static String phase(PersistentVolume volume) {
        return volume.getStatus() == null ? "" : orEmpty(volume.getStatus().getPhase());
    }

    static String phase(PersistentVolumeClaim claim) {
        return claim.getStatus() == null ? "" : orEmpty(claim.getStatus().getPhase());
    }
}
