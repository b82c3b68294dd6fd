package dev.quarterdeck.scheduler.volume;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Storage objects as informers have told them, and what was decided and is not written yet: a volume that is taken for a claim is nobody else's at once, and a
 * claim for which a node was chosen stays with that node. Live and thread-safe; not part of snapshots, as no rule compares two moments of it.
 */
public final class StorageObjects {
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private final Map<String, PersistentVolumeClaim> claims = new ConcurrentHashMap<>();
    private final Map<String, PersistentVolume> volumes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, PersistentVolume>> volumesByClass = new ConcurrentHashMap<>();
    private final Map<String, StorageClass> classes = new ConcurrentHashMap<>();
    private final Map<String, CSINode> csiNodes = new ConcurrentHashMap<>();
    private final Map<String, CSIDriver> drivers = new ConcurrentHashMap<>();
    private final Map<String, CSIStorageCapacity> capacities = new ConcurrentHashMap<>();
    private final Map<String, Map<String, VolumeAttachment>> attachmentsByNode = new ConcurrentHashMap<>();
    private final Holds taken = new Holds();
    private final Holds chosen = new Holds();
    private final List<Consumer<String>> claimListeners = new CopyOnWriteArrayList<>();

    private static String key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
    }

    private static <T extends HasMetadata> void put(Map<String, T> to, @Nullable T before, @Nullable T after) {
        if (after != null) {
            to.put(key(after), after);
        } else if (before != null) {
            to.remove(key(before));
        }
    }

    public void claim(@Nullable PersistentVolumeClaim before, @Nullable PersistentVolumeClaim after) {
        put(claims, before, after);
        String key = key(Objects.requireNonNull(after == null ? before : after));
        claimListeners.forEach(l -> l.accept(key));
    }

    /** Called with the key of every claim that changed, on the informer's thread. */
    void onClaim(Consumer<String> listener) {
        claimListeners.add(listener);
    }

    public void volume(@Nullable PersistentVolume before, @Nullable PersistentVolume after) {
        put(volumes, before, after);
        if (before != null) {
            Map<String, PersistentVolume> ofClass = volumesByClass.get(className(before));
            if (ofClass != null) {
                ofClass.remove(key(before));
            }
        }
        if (after != null) {
            volumesByClass
                    .computeIfAbsent(className(after), c -> new ConcurrentHashMap<>())
                    .put(key(after), after);
            if (after.getSpec().getClaimRef() != null) {
                taken.written(key(after));
            }
        } else if (before != null) {
            taken.written(key(before));
        }
    }

    public void storageClass(@Nullable StorageClass before, @Nullable StorageClass after) {
        put(classes, before, after);
    }

    public void csiNode(@Nullable CSINode before, @Nullable CSINode after) {
        put(csiNodes, before, after);
    }

    public void driver(@Nullable CSIDriver before, @Nullable CSIDriver after) {
        put(drivers, before, after);
    }

    public void capacity(@Nullable CSIStorageCapacity before, @Nullable CSIStorageCapacity after) {
        put(capacities, before, after);
    }

    public void attachment(@Nullable VolumeAttachment before, @Nullable VolumeAttachment after) {
        VolumeAttachment object = Objects.requireNonNull(after == null ? before : after);
        Map<String, VolumeAttachment> onNode =
                attachmentsByNode.computeIfAbsent(object.getSpec().getNodeName(), n -> new ConcurrentHashMap<>());
        put(onNode, before, after);
    }

    /** Volumes of a class by the field or the annotation of old. */
    static String className(PersistentVolume volume) {
        return Objects.requireNonNullElse(
                volume.getSpec().getStorageClassName(), annotation(volume, "volume.beta.kubernetes.io/storage-class"));
    }

    static String className(PersistentVolumeClaim claim) {
        String old = annotation(claim, "volume.beta.kubernetes.io/storage-class");
        return old.isEmpty() ? Objects.requireNonNullElse(claim.getSpec().getStorageClassName(), "") : old;
    }

    static String annotation(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    @Nullable
    PersistentVolumeClaim claim(String key) {
        return claims.get(key);
    }

    @Nullable
    PersistentVolume volume(String name) {
        return volumes.get(name);
    }

    Collection<PersistentVolume> volumesOfClass(String name) {
        return volumesByClass.getOrDefault(name, Map.of()).values();
    }

    @Nullable
    StorageClass storageClass(String name) {
        return classes.get(name);
    }

    @Nullable
    CSINode csiNode(String node) {
        return csiNodes.get(node);
    }

    @Nullable
    CSIDriver driver(String name) {
        return drivers.get(name);
    }

    Collection<CSIStorageCapacity> capacities() {
        return capacities.values();
    }

    Collection<VolumeAttachment> attachments(String node) {
        return attachmentsByNode.getOrDefault(node, Map.of()).values();
    }

    /** The claim that a volume was taken for and is not written yet; empty for none. */
    String takenFor(String volume) {
        return taken.valueOf(volume);
    }

    /** The node for which a claim's volume is to be made: decided, or written; empty for none. */
    String nodeFor(PersistentVolumeClaim claim) {
        String decided = chosen.valueOf(key(claim));
        return decided.isEmpty() ? annotation(claim, SELECTED_NODE) : decided;
    }

    /** @param pod the uid of the one it was decided for; others that use the same claims may rely on it too */
    void assume(VolumePlan plan, String pod) {
        plan.bindings().forEach(b -> taken.hold(key(b.volume()), key(b.claim()), pod));
        plan.provisions().forEach(c -> chosen.hold(key(c), plan.node(), pod));
    }

    /** What was decided for a pod has been written, or will not be. */
    void forget(VolumePlan plan, String pod) {
        plan.bindings().forEach(b -> taken.letGo(key(b.volume()), pod));
        plan.provisions().forEach(c -> chosen.letGo(key(c), pod));
    }

    /** Claims by their keys; those that are not there are left out. */
    List<PersistentVolumeClaim> claims(List<String> keys) {
        List<PersistentVolumeClaim> result = new ArrayList<>();
        for (String key : keys) {
            PersistentVolumeClaim claim = claims.get(key);
            if (claim != null) {
                result.add(claim);
            }
        }
        return result;
    }

    /** Bound as both sides see it. */
    boolean isBound(PersistentVolumeClaim claim) {
        String name = claim.getSpec().getVolumeName();
        return name != null
                && !name.isEmpty()
                && !annotation(claim, "pv.kubernetes.io/bind-completed").isEmpty();
    }
}
