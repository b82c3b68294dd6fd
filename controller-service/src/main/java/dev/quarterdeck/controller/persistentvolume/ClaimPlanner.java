package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.controller.owner.Selectors;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what becomes of a claim. Pure.
 *
 * <pre>
 * bound before   volume named    volume                   → what
 * no             none              one fits                 bind to it
 * no             none              none fits, no class      take the default class, where there is one
 * no             none              none fits                wait; ask the class's provisioner
 * no             yes               is not there             wait
 * no             yes               free, or for this claim  bind
 * no             yes               of another claim         wait
 * yes            none              any                      lost
 * yes            yes               is not there             lost
 * yes            yes               free, or for this claim  bind
 * yes            yes               of another claim         lost
 * </pre>
 */
final class ClaimPlanner {
    private static final String BUILT_IN = "kubernetes.io/";

    private ClaimPlanner() {}

    /**
     * What the claim asks for, beside volumes.
     *
     * @param storageClass the class it names
     * @param defaultClass empty where no class is marked as default
     * @param waitingPods pods that name the claim and have no node yet
     */
    record Surroundings(Optional<StorageClass> storageClass, Optional<String> defaultClass, List<String> waitingPods) {}

    /** @param named the volume that the claim names */
    static ClaimPlan plan(
            PersistentVolumeClaim claim,
            Optional<PersistentVolume> named,
            Collection<PersistentVolume> volumes,
            Surroundings surroundings) {
        boolean names = !Volumes.volumeName(claim).isEmpty();
        if (Volumes.has(claim, Volumes.BIND_COMPLETED)) {
            if (!names) {
                return new ClaimPlan.Lose(
                        "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
            }
            if (named.isEmpty()) {
                return new ClaimPlan.Lose(
                        "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
            }
            return isFree(named.get(), claim)
                    ? new ClaimPlan.Bind(named.get())
                    : new ClaimPlan.Lose(
                            "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
        }
        if (names) {
            if (named.isEmpty()) {
                return ClaimPlan.Wait.SILENTLY;
            }
            if (!isFree(named.get(), claim)) {
                return new ClaimPlan.Wait(
                        "",
                        "FailedBinding",
                        "volume \"" + Volumes.volumeName(claim) + "\" already bound to a different claim.",
                        true);
            }
            String mismatch = Volumes.claimRef(named.get()).isPresent() ? "" : mismatch(named.get(), claim);
            return mismatch.isEmpty()
                    ? new ClaimPlan.Bind(named.get())
                    : new ClaimPlan.Wait(
                            "",
                            "VolumeMismatch",
                            "Cannot bind to requested volume \"" + Volumes.volumeName(claim) + "\": " + mismatch,
                            true);
        }
        boolean late = surroundings
                        .storageClass()
                        .filter(c -> "WaitForFirstConsumer".equals(c.getVolumeBindingMode()))
                        .isPresent()
                && !Volumes.has(claim, Volumes.SELECTED_NODE);
        return best(claim, volumes, late)
                .<ClaimPlan>map(ClaimPlan.Bind::new)
                .orElseGet(() -> waiting(claim, surroundings, late));
    }

    private static ClaimPlan waiting(PersistentVolumeClaim claim, Surroundings surroundings, boolean late) {
        if (!Volumes.namesClass(claim) && surroundings.defaultClass().isPresent()) {
            return new ClaimPlan.Assign(surroundings.defaultClass().get());
        }
        if (late) {
            return consumer(surroundings.waitingPods());
        }
        Optional<StorageClass> storageClass = surroundings.storageClass();
        String name = Volumes.storageClass(claim);
        if (name.isEmpty()) {
            return new ClaimPlan.Wait(
                    "",
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set",
                    false);
        }
        if (storageClass.isEmpty()) {
            return new ClaimPlan.Wait(
                    "", "ProvisioningFailed", "storageclass.storage.k8s.io \"" + name + "\" not found", true);
        }
        String named = storageClass.get().getProvisioner();
        String provisioner = MigratedPlugins.driver(named).orElse(named);
        if (provisioner.startsWith(BUILT_IN)) {
            return new ClaimPlan.Wait("", "ProvisioningFailed", "no volume plugin matched name: " + provisioner, true);
        }
        return new ClaimPlan.Wait(
                provisioner,
                "ExternalProvisioning",
                "Waiting for a volume to be created either by the external provisioner '" + provisioner
                        + "' or manually by the system administrator. If volume creation is delayed, please verify that"
                        + " the provisioner is running and correctly registered.",
                false);
    }

    private static ClaimPlan consumer(List<String> pods) {
        if (pods.isEmpty()) {
            return new ClaimPlan.Wait(
                    "", "WaitForFirstConsumer", "waiting for first consumer to be created before binding", false);
        }
        String who = pods.size() == 1 ? "pod " + pods.getFirst() : "pods " + String.join(",", pods);
        return new ClaimPlan.Wait("", "WaitForPodScheduled", "waiting for " + who + " to be scheduled", false);
    }

    /** The volume that names this claim, else the smallest that is large enough. */
    private static Optional<PersistentVolume> best(
            PersistentVolumeClaim claim, Collection<PersistentVolume> volumes, boolean onlyReserved) {
        Optional<PersistentVolume> reserved = volumes.stream()
                .filter(v -> Volumes.isFor(v, claim))
                .filter(v -> Volumes.capacity(v).compareTo(Volumes.request(claim)) >= 0)
                .min(Comparator.comparing(v -> v.getMetadata().getName()));
        if (reserved.isPresent() || onlyReserved) {
            return reserved;
        }
        return volumes.stream()
                .filter(v -> Volumes.claimRef(v).isEmpty() && !v.isMarkedForDeletion())
                .filter(v -> Volumes.phase(v).equals("Available"))
                .filter(v -> mismatch(v, claim).isEmpty())
                .filter(v -> claim.getSpec().getSelector() == null
                        || Selectors.matches(
                                claim.getSpec().getSelector(),
                                v.getMetadata().getLabels() == null
                                        ? Map.of()
                                        : v.getMetadata().getLabels()))
                .min(Comparator.comparing(Volumes::capacity)
                        .thenComparing(v -> v.getMetadata().getName()));
    }

    private static boolean isFree(PersistentVolume volume, PersistentVolumeClaim claim) {
        return Volumes.claimRef(volume).isEmpty() || Volumes.isFor(volume, claim);
    }

    /** Why the volume is not what the claim asks for; empty where it is. */
    private static String mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (Volumes.capacity(volume).compareTo(Volumes.request(claim)) < 0) {
            return "requested PV is too small";
        }
        if (!Volumes.storageClass(volume).equals(Volumes.storageClass(claim))) {
            return "storageClassName does not match";
        }
        if (!Objects.equals(
                Volumes.orEmpty(volume.getSpec().getVolumeAttributesClassName()),
                Volumes.orEmpty(claim.getSpec().getVolumeAttributesClassName()))) {
            return "volumeAttributesClassName does not match";
        }
        if (!Volumes.mode(volume.getSpec().getVolumeMode())
                .equals(Volumes.mode(claim.getSpec().getVolumeMode()))) {
            return "incompatible volumeMode";
        }
        return Volumes.allows(volume, claim) ? "" : "incompatible accessMode";
    }
}
