package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes, their claims, and storage.k8s.io. */
final class StorageDefaults {

    private StorageDefaults() {}

    static void volume(ObjectNode volume) {
        Fields.withMade(volume, "spec", spec -> {
            Fields.text(spec, "persistentVolumeReclaimPolicy", "Retain");
            Fields.textIfAbsent(spec, "volumeMode", "Filesystem");
            Quantities.list(spec, "capacity");
            VolumeDefaults.shared(spec);
        });
        Fields.withMade(volume, "status", status -> Fields.text(status, "phase", "Pending"));
    }

    /** A claim by itself, or one in the templates of a StatefulSet. */
    static void claim(ObjectNode claim) {
        Fields.withMade(claim, "spec", StorageDefaults::claimSpec);
        Fields.withMade(claim, "status", status -> {
            Fields.text(status, "phase", "Pending");
            Quantities.list(status, "capacity");
            Quantities.list(status, "allocatedResources");
        });
    }

    /** The template of an ephemeral volume's claim. */
    static void claimTemplate(ObjectNode template) {
        Fields.make(template, "metadata");
        Fields.withMade(template, "spec", StorageDefaults::claimSpec);
    }

    private static void claimSpec(ObjectNode spec) {
        Fields.textIfAbsent(spec, "volumeMode", "Filesystem");
        Fields.withMade(spec, "resources", Quantities::requirements);
        Fields.withObject(spec, "dataSource", s -> Fields.nothing(s, "apiGroup"));
        Fields.withObject(spec, "dataSourceRef", s -> Fields.nothing(s, "apiGroup"));
    }

    static void storageClass(ObjectNode storageClass) {
        Fields.textIfAbsent(storageClass, "reclaimPolicy", "Delete");
        Fields.textIfAbsent(storageClass, "volumeBindingMode", "Immediate");
    }

    static void driver(ObjectNode driver) {
        Fields.withMade(driver, "spec", spec -> {
            Fields.flag(spec, "attachRequired", true);
            Fields.flag(spec, "podInfoOnMount", false);
            Fields.flag(spec, "storageCapacity", false);
            Fields.textIfAbsent(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
            if (Fields.isEmpty(spec, "volumeLifecycleModes")) {
                spec.putArray("volumeLifecycleModes").add("Persistent");
            }
            Fields.flag(spec, "requiresRepublish", false);
            Fields.flag(spec, "seLinuxMount", false);
        });
    }

    static void nodeDrivers(ObjectNode node) {
        Fields.withMade(node, "spec", spec -> {
            Fields.nothing(spec, "drivers");
            Fields.each(spec, "drivers", driver -> Fields.nothing(driver, "topologyKeys"));
        });
    }

    static void capacity(ObjectNode capacity) {
        Quantities.value(capacity, "capacity");
        Quantities.value(capacity, "maximumVolumeSize");
    }

    static void attachment(ObjectNode attachment) {
        Fields.withMade(attachment, "status", status -> Fields.flag(status, "attached", false));
    }
}
