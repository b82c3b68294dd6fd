package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which volumes the pods of a node want attached: those of claims that are bound to volumes of a CSI driver that attaches. Pure.
 *
 * <pre>
 * pod                                          claim                   volume                        → wanted
 * ended, or going with no container running      any                     any                             no
 * other                                          not bound, or foreign   any                             no
 * other                                          bound                   not CSI, or bound to another    no
 * other                                          bound                   driver says attachRequired: no  no
 * other                                          bound                   other CSI, driver known or not  yes
 * </pre>
 *
 * @param claims by namespace and name
 * @param volumes by name
 * @param drivers by name
 */
record AttachableVolumes(
        BiFunction<String, String, Optional<PersistentVolumeClaim>> claims,
        Function<String, Optional<PersistentVolume>> volumes,
        Function<String, Optional<CSIDriver>> drivers) {
    private static final Set<String> SHARED = Set.of("ReadWriteMany", "ReadOnlyMany");

    Map<CsiVolume, WantedVolume> of(Collection<Pod> pods) {
        Map<CsiVolume, WantedVolume> wanted = new TreeMap<>();
        for (Pod pod : pods) {
            if (isOver(pod)) {
                continue;
            }
            for (Volume volume : pod.getSpec().getVolumes()) {
                Optional<PersistentVolume> found = volume(pod, volume);
                Optional<CsiVolume> csi = found.flatMap(this::attachable);
                if (found.isPresent() && csi.isPresent()) {
                    wanted.computeIfAbsent(
                                    csi.get(),
                                    v -> new WantedVolume(
                                            v,
                                            found.get().getMetadata().getName(),
                                            isExclusive(found.get()),
                                            new ArrayList<>()))
                            .pods()
                            .add(pod);
                }
            }
        }
        return wanted;
    }

    /** Empty where the driver need not attach it. */
    Optional<CsiVolume> attachable(PersistentVolume volume) {
        return csi(volume).filter(csi -> drivers.apply(csi.driver())
                .filter(d -> Boolean.FALSE.equals(d.getSpec().getAttachRequired()))
                .isEmpty());
    }

    static Optional<CsiVolume> csi(PersistentVolume volume) {
        return volume.getSpec() == null || volume.getSpec().getCsi() == null
                ? Optional.empty()
                : Optional.of(new CsiVolume(
                        volume.getSpec().getCsi().getDriver(),
                        volume.getSpec().getCsi().getVolumeHandle()));
    }

    /** Names of the claims of a pod, those of its ephemeral volumes too. */
    static List<String> claimNames(Pod pod) {
        return pod.getSpec() == null
                ? List.of()
                : pod.getSpec().getVolumes().stream()
                        .map(v -> claimName(pod, v))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private static String claimName(Pod pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Objects.requireNonNullElse(volume.getPersistentVolumeClaim().getClaimName(), "");
        }
        return volume.getEphemeral() == null ? "" : pod.getMetadata().getName() + "-" + volume.getName();
    }

    private Optional<PersistentVolume> volume(Pod pod, Volume volume) {
        String name = claimName(pod, volume);
        Optional<PersistentVolumeClaim> claim = name.isEmpty()
                ? Optional.empty()
                : claims.apply(pod.getMetadata().getNamespace(), name)
                        .filter(c -> c.getStatus() != null
                                && "Bound".equals(c.getStatus().getPhase())
                                && c.getSpec().getVolumeName() != null)
                        .filter(c -> volume.getEphemeral() == null || Owners.isControlledBy(c, pod));
        return claim.flatMap(c -> volumes.apply(c.getSpec().getVolumeName())
                .filter(v -> Optional.ofNullable(v.getSpec().getClaimRef())
                        .map(ObjectReference::getUid)
                        .filter(c.getMetadata().getUid()::equals)
                        .isPresent()));
    }

    private static boolean isExclusive(PersistentVolume volume) {
        List<String> modes = volume.getSpec().getAccessModes();
        return modes != null && !modes.isEmpty() && modes.stream().noneMatch(SHARED::contains);
    }

    private static boolean isOver(Pod pod) {
        return pod.getSpec() == null
                || Pods.isTerminal(pod)
                || pod.isMarkedForDeletion()
                        && (pod.getStatus() == null
                                || noneRuns(pod.getStatus().getInitContainerStatuses())
                                        && noneRuns(pod.getStatus().getContainerStatuses())
                                        && noneRuns(pod.getStatus().getEphemeralContainerStatuses()));
    }

    private static boolean noneRuns(@Nullable List<ContainerStatus> statuses) {
        return statuses == null
                || statuses.stream()
                        .allMatch(s -> s.getState() != null
                                && (s.getState().getTerminated() != null
                                        || s.getState().getWaiting() != null));
    }
}
