package dev.quarterdeck.controller.persistentvolume;

import java.util.Map;
import java.util.Optional;

/** Kinds of volumes that once were built in, and the CSI drivers that have taken them over. */
final class MigratedPlugins {
    private static final Map<String, String> DRIVERS = Map.of(
            "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
            "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
            "kubernetes.io/cinder", "cinder.csi.openstack.org",
            "kubernetes.io/azure-disk", "disk.csi.azure.com",
            "kubernetes.io/azure-file", "file.csi.azure.com",
            "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com",
            "kubernetes.io/portworx-volume", "pxd.portworx.com");

    private MigratedPlugins() {}

    static Optional<String> driver(String provisioner) {
        return Optional.ofNullable(DRIVERS.get(provisioner));
    }
}
