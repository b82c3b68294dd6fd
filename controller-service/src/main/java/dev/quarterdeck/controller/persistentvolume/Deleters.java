package dev.quarterdeck.controller.persistentvolume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who deletes a volume that is released, its reclaim policy being Delete. Nothing here does: data on nodes is not this service's to remove. Pure.
 *
 * <pre>
 * volume                                                  → who
 * provisioned by somebody who is not built in               the same
 * of a CSI driver, flexVolume, or of a kind that a driver took over    the driver's provisioner
 * provisioned by, or of, a kind that is built in            nobody
 * </pre>
 */
final class Deleters {
    private Deleters() {}

    /** Why nobody will delete it; empty where somebody does. */
    static Optional<String> why(PersistentVolume volume) {
        String by = Volumes.orEmpty(Volumes.annotation(volume, Volumes.PROVISIONED_BY));
        PersistentVolumeSpec spec = volume.getSpec();
        if (!by.isEmpty()
                        && (!by.startsWith("kubernetes.io/")
                                || MigratedPlugins.driver(by).isPresent())
                || spec.getCsi() != null
                || isMigrated(spec)) {
            return Optional.empty();
        }
        if (spec.getHostPath() != null) {
            String path = Volumes.orEmpty(spec.getHostPath().getPath());
            return Optional.of(
                    path.matches("/tmp/.+")
                            ? "directories of nodes are not deleted by the control plane"
                            : "host_path deleter only supports /tmp/.+ but received provided " + path);
        }
        String known = spec.getNfs() != null ? "deletable " : "";
        return Optional.of("error getting deleter volume plugin for volume \""
                + volume.getMetadata().getName() + "\": no " + known + "volume plugin matched");
    }

    private static boolean isMigrated(PersistentVolumeSpec spec) {
        return Stream.of(
                        spec.getAwsElasticBlockStore(),
                        spec.getGcePersistentDisk(),
                        spec.getCinder(),
                        spec.getAzureDisk(),
                        spec.getAzureFile(),
                        spec.getVsphereVolume(),
                        spec.getPortworxVolume(),
                        spec.getFlexVolume())
                .anyMatch(Objects::nonNull);
    }
}
