package dev.quarterdeck.kube.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes, their claims, and storage.k8s.io. */
final class StorageTables {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Map<String, String> MODES = new LinkedHashMap<>();

    static {
        MODES.put("ReadWriteOnce", "RWO");
        MODES.put("ReadOnlyMany", "ROX");
        MODES.put("ReadWriteMany", "RWX");
        MODES.put("ReadWriteOncePod", "RWOP");
    }

    private StorageTables() {}

    private static JsonNode spec(ObjectNode object) {
        return object.path("spec");
    }

    private static String modes(JsonNode accessModes) {
        List<String> given = Cells.strings(accessModes);
        List<String> shown = new ArrayList<>();
        MODES.forEach((mode, shortForm) -> {
            if (given.contains(mode)) {
                shown.add(shortForm);
            }
        });
        return String.join(",", shown);
    }

    private static String storageClass(ObjectNode object) {
        JsonNode annotation = object.path("metadata").path("annotations").path(CLASS_ANNOTATION);
        return annotation.isString() ? annotation.stringValue() : Cells.text(spec(object), "storageClassName");
    }

    private static String phase(ObjectNode object) {
        return Cells.isBeingDeleted(object) ? "Terminating" : Cells.text(object.path("status"), "phase");
    }

    static TablePrinter volume() {
        return Table.named()
                .text("Capacity", "Size", o -> Cells.text(spec(o).path("capacity"), "storage", "0"))
                .text("Access Modes", "Ways it can be mounted", o -> modes(spec(o).path("accessModes")))
                .text(
                        "Reclaim Policy",
                        "What happens to it when its claim goes",
                        o -> Cells.text(spec(o), "persistentVolumeReclaimPolicy"))
                .text("Status", "Phase of the volume", StorageTables::phase)
                .text("Claim", "Claim it is bound to", o -> {
                    JsonNode claim = spec(o).path("claimRef");
                    return claim.isObject() ? Cells.text(claim, "namespace") + "/" + Cells.text(claim, "name") : "";
                })
                .text("StorageClass", "Class it belongs to", StorageTables::storageClass)
                .text(
                        "VolumeAttributesClass",
                        "Attributes it has",
                        o -> Cells.text(spec(o), "volumeAttributesClassName", Cells.UNSET))
                .text("Reason", "Why it is in this phase", o -> Cells.text(o.path("status"), "reason"))
                .age()
                .wide("VolumeMode", "Filesystem or Block", o -> Cells.text(spec(o), "volumeMode", Cells.UNSET));
    }

    static TablePrinter claim() {
        return Table.named()
                .text("Status", "Phase of the claim", StorageTables::phase)
                .text("Volume", "Volume it is bound to", o -> Cells.text(spec(o), "volumeName"))
                .text(
                        "Capacity",
                        "Size",
                        o -> isBound(o) ? Cells.text(o.path("status").path("capacity"), "storage", "0") : "")
                .text(
                        "Access Modes",
                        "Ways it can be mounted",
                        o -> isBound(o) ? modes(o.path("status").path("accessModes")) : "")
                .text("StorageClass", "Class it asks for", StorageTables::storageClass)
                .text(
                        "VolumeAttributesClass",
                        "Attributes it asks for",
                        o -> Cells.text(spec(o), "volumeAttributesClassName", Cells.UNSET))
                .age()
                .wide("VolumeMode", "Filesystem or Block", o -> Cells.text(spec(o), "volumeMode", Cells.UNSET));
    }

    private static boolean isBound(ObjectNode claim) {
        return !Cells.text(spec(claim), "volumeName").isEmpty();
    }

    static TablePrinter storageClass() {
        return Table.empty()
                .column(
                        "Name",
                        "string",
                        "name",
                        0,
                        "Name of the object",
                        (o, now) -> Table.text(Cells.name(o) + (isDefault(o) ? " (default)" : "")))
                .text("Provisioner", "What makes its volumes", o -> Cells.text(o, "provisioner"))
                .text(
                        "ReclaimPolicy",
                        "What happens to volumes when claims go",
                        o -> Cells.text(o, "reclaimPolicy", "Delete"))
                .text(
                        "VolumeBindingMode",
                        "When volumes are made",
                        o -> Cells.text(o, "volumeBindingMode", "Immediate"))
                .column(
                        "AllowVolumeExpansion",
                        "string",
                        "",
                        0,
                        "Whether volumes can grow",
                        (o, now) -> o.booleanNode(o.path("allowVolumeExpansion").asBoolean(false)))
                .age();
    }

    private static boolean isDefault(ObjectNode storageClass) {
        JsonNode annotations = storageClass.path("metadata").path("annotations");
        return Cells.text(annotations, "storageclass.kubernetes.io/is-default-class")
                        .equals("true")
                || Cells.text(annotations, "storageclass.beta.kubernetes.io/is-default-class")
                        .equals("true");
    }

    static TablePrinter attributesClass() {
        return Table.named()
                .text("DriverName", "Driver it is for", o -> Cells.text(o, "driverName"))
                .age();
    }

    static TablePrinter attachment() {
        return Table.named()
                .column(
                        "Attacher",
                        "string",
                        "name",
                        0,
                        "Driver that attaches",
                        (o, now) -> Table.text(Cells.text(spec(o), "attacher")))
                .text("PV", "Volume", o -> Cells.text(spec(o).path("source"), "persistentVolumeName"))
                .text("Node", "Node", o -> Cells.text(spec(o), "nodeName"))
                .flag("Attached", "Whether it is attached", o -> o.path("status")
                        .path("attached")
                        .asBoolean(false))
                .age();
    }

    static TablePrinter nodeDrivers() {
        return Table.named()
                .number("Drivers", "Number of drivers", o -> spec(o).path("drivers")
                        .size())
                .age();
    }

    static TablePrinter driver() {
        return Table.named()
                .flag("AttachRequired", "Whether volumes are attached before use", o -> spec(o).path("attachRequired")
                        .asBoolean(true))
                .flag("PodInfoOnMount", "Whether the driver is told of the pod", o -> flag(o, "podInfoOnMount"))
                .flag("StorageCapacity", "Whether capacity counts in scheduling", o -> flag(o, "storageCapacity"))
                .text(
                        "TokenRequests",
                        "Audiences of tokens it gets",
                        o -> spec(o).path("tokenRequests").isEmpty()
                                ? Cells.UNSET
                                : Cells.join(spec(o).path("tokenRequests"), "audience"))
                .flag(
                        "RequiresRepublish",
                        "Whether volumes are published again and again",
                        o -> flag(o, "requiresRepublish"))
                .text(
                        "Modes",
                        "Life cycles it supports",
                        o -> spec(o).path("volumeLifecycleModes").isEmpty()
                                ? Cells.NONE
                                : String.join(",", Cells.strings(spec(o).path("volumeLifecycleModes"))))
                .age();
    }

    private static boolean flag(ObjectNode driver, String field) {
        return spec(driver).path(field).asBoolean(false);
    }
}
