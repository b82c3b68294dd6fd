package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ObjectNode;

/** One volume of a pod, and the sources that PersistentVolumes share with it. */
final class VolumeDefaults {
    private static final int MODE = 0644;

    private VolumeDefaults() {}

    static void apply(ObjectNode volume) {
        if (isSourceless(volume)) {
            volume.putObject("emptyDir");
            return;
        }
        Fields.withObject(volume, "emptyDir", dir -> Quantities.value(dir, "sizeLimit"));
        Fields.withObject(volume, "secret", s -> Fields.number(s, "defaultMode", MODE));
        Fields.withObject(volume, "configMap", s -> Fields.number(s, "defaultMode", MODE));
        Fields.withObject(volume, "downwardAPI", s -> {
            Fields.number(s, "defaultMode", MODE);
            downward(s);
        });
        Fields.withObject(volume, "projected", projected -> {
            Fields.number(projected, "defaultMode", MODE);
            Fields.each(projected, "sources", source -> {
                Fields.withObject(source, "serviceAccountToken", t -> Fields.number(t, "expirationSeconds", 3600));
                Fields.withObject(source, "downwardAPI", VolumeDefaults::downward);
            });
        });
        Fields.withObject(
                volume,
                "image",
                i -> Fields.text(i, "pullPolicy", ContainerDefaults.pullPolicy(Fields.text(i, "reference"))));
        Fields.withObject(
                volume, "ephemeral", e -> Fields.withObject(e, "volumeClaimTemplate", StorageDefaults::claimTemplate));
        shared(volume);
    }

    private static boolean isSourceless(ObjectNode volume) {
        for (var field : volume.properties()) {
            if (!field.getKey().equals("name") && !field.getValue().isNull()) {
                return false;
            }
        }
        return true;
    }

    private static void downward(ObjectNode source) {
        Fields.each(source, "items", item -> {
            Fields.withObject(item, "fieldRef", ContainerDefaults::fieldRef);
            Fields.withObject(item, "resourceFieldRef", ContainerDefaults::resourceFieldRef);
        });
    }

    /** Sources of pod volumes and of PersistentVolumes. */
    static void shared(ObjectNode source) {
        Fields.withObject(source, "hostPath", s -> Fields.textIfAbsent(s, "type", ""));
        Fields.withObject(source, "iscsi", s -> Fields.text(s, "iscsiInterface", "default"));
        Fields.withObject(source, "rbd", s -> {
            Fields.text(s, "pool", "rbd");
            Fields.text(s, "user", "admin");
            Fields.text(s, "keyring", "/etc/ceph/keyring");
        });
        Fields.withObject(source, "azureDisk", s -> {
            Fields.textIfAbsent(s, "cachingMode", "ReadWrite");
            Fields.textIfAbsent(s, "kind", "Shared");
            Fields.textIfAbsent(s, "fsType", "ext4");
            Fields.flag(s, "readOnly", false);
        });
        Fields.withObject(source, "scaleIO", s -> {
            Fields.text(s, "storageMode", "ThinProvisioned");
            Fields.text(s, "fsType", "xfs");
        });
    }
}
