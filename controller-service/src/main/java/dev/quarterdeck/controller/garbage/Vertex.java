package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ApiResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;

/**
 * An object as the collector of garbage sees it.
 *
 * @param deleting whether its deletion has been asked for
 * @param finalizers what its deletion waits for
 */
record Vertex(Ref ref, List<OwnerReference> owners, boolean deleting, List<String> finalizers) {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    /** Names one object for ever: another of the same name has another uid. */
    record Ref(ApiResource resource, ObjectKey key, String uid) {}

    static Vertex of(ApiResource resource, ObjectMeta meta) {
        String namespace = meta.getNamespace() == null ? "" : meta.getNamespace();
        return new Vertex(
                new Ref(resource, new ObjectKey(namespace, meta.getName()), meta.getUid()),
                meta.getOwnerReferences() == null ? List.of() : List.copyOf(meta.getOwnerReferences()),
                meta.getDeletionTimestamp() != null,
                meta.getFinalizers() == null ? List.of() : List.copyOf(meta.getFinalizers()));
    }

    /**
     * Whether an object of this namespace means this one by the reference: owners are of the same namespace or of none, and the reference tells their kind and name
     * too, not the uid alone.
     */
    boolean isReachedBy(OwnerReference owner, String namespace) {
        String version = owner.getApiVersion();
        String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        return ref.resource().group().equals(group)
                && ref.resource().kind().equals(owner.getKind())
                && ref.key().name().equals(owner.getName())
                && (ref.key().namespace().isEmpty() || ref.key().namespace().equals(namespace));
    }

    /** Waits for those of its dependents that block it. */
    boolean deletesDependents() {
        return deleting && finalizers.contains(FOREGROUND);
    }

    /** Waits until its dependents know it no more. */
    boolean orphansDependents() {
        return deleting && finalizers.contains(ORPHAN);
    }

    boolean isBlocking(String ownerUid) {
        return owners.stream()
                .anyMatch(o -> o.getUid().equals(ownerUid) && Boolean.TRUE.equals(o.getBlockOwnerDeletion()));
    }
}
