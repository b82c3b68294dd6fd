package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.pod.ClaimSpecRules;
import dev.quarterdeck.kube.validation.pod.NodeSelectorRules;
import dev.quarterdeck.kube.validation.pod.VolumeSources;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes: exactly one source, which never changes. */
public final class VolumeRules implements KindRules {
    private static final Map<String, String> RENAMED = Map.of(
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
            "beta.kubernetes.io/os", "kubernetes.io/os",
            "beta.kubernetes.io/arch", "kubernetes.io/arch",
            "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");
    private static final List<String> SOURCES = List.of(
            "hostPath",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "glusterfs",
            "flocker",
            "nfs",
            "rbd",
            "quobyte",
            "cephfs",
            "iscsi",
            "cinder",
            "fc",
            "flexVolume",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "scaleIO",
            "local",
            "storageos",
            "csi");

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.required(spec.at("accessModes"));
        ClaimSpecRules.accessModes(spec.at("accessModes"));
        capacity(spec.at("capacity"));
        if (!spec.at("persistentVolumeReclaimPolicy").isEmpty()) {
            Check.oneOf(spec.at("persistentVolumeReclaimPolicy"), "Delete", "Recycle", "Retain");
        }
        Field affinity = spec.at("nodeAffinity");
        if (affinity.isSet()) {
            if (affinity.at("required").isSet()) {
                NodeSelectorRules.selector(affinity.at("required"));
            } else {
                affinity.at("required").required("must specify required node constraints");
            }
        }
        sources(spec);
        if (!spec.at("storageClassName").isEmpty()) {
            Check.dnsSubdomain(spec.at("storageClassName"));
        }
        Check.oneOfIfSet(spec.at("volumeMode"), "Block", "Filesystem");
        Field attributes = spec.at("volumeAttributesClassName");
        if (attributes.isSet()) {
            if (Check.required(attributes, "an empty string is disallowed")) {
                Check.dnsSubdomain(attributes);
            }
            if (!spec.at("csi").isSet()) {
                spec.at("csi").required("has to be specified when using volumeAttributesClassName");
            }
        }
    }

    private static void capacity(Field capacity) {
        Check.required(capacity);
        if (!capacity.key("storage").isSet() || capacity.size() > 1) {
            capacity.unsupportedAs(capacity.isSet() ? capacity.shown() : "null", "storage");
        }
        for (Field amount : capacity.entries()) {
            if (Check.quantity(amount).signum() < 0) {
                amount.invalidAs(amount.text(), "must be a valid resource quantity");
            }
            Check.positiveQuantity(amount);
        }
    }

    private static void secrets(Field csi) {
        for (String reference : new String[] {
            "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"
        }) {
            Field secret = csi.at(reference);
            if (secret.isSet()) {
                if (Check.required(secret.at("name"))) {
                    Check.dnsSubdomain(secret.at("name"));
                }
                if (Check.required(secret.at("namespace"))) {
                    Check.dnsLabel(secret.at("namespace"));
                }
            }
        }
    }

    private static void sources(Field spec) {
        boolean found = false;
        for (String kind : SOURCES) {
            Field source = spec.at(kind);
            if (!source.isSet()) {
                continue;
            }
            if (found && !kind.equals("flexVolume")) {
                source.as(kind.equals("cephfs") ? spec.at("cephFS") : source)
                        .forbidden("may not specify more than 1 volume type");
                continue;
            }
            found = true;
            VolumeSources.check(kind, source);
            if (kind.equals("csi")) {
                Check.required(source.at("volumeHandle"));
                secrets(source);
            }
            if (kind.equals("local") && !spec.at("nodeAffinity").isSet()) {
                spec.at("nodeAffinity").required("Local volume requires node affinity");
            }
        }
        if (!found) {
            spec.required("must specify a volume type");
        }
        boolean root = spec.at("hostPath", "path").text().matches("/+(\\./*)*");
        if (root && spec.at("persistentVolumeReclaimPolicy").is("Recycle")) {
            spec.at("persistentVolumeReclaimPolicy").forbidden("may not be 'recycle' for a hostPath mount of '/'");
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Field spec = object.at("spec");
        JsonNode before = source(old);
        if (before instanceof ObjectNode o && o.get("csi") instanceof ObjectNode csi && mayNameSecret(object, old)) {
            csi.set(
                    "controllerExpandSecretRef",
                    object.at("spec", "csi", "controllerExpandSecretRef").node());
        }
        if (!source(object).propertyNames().equals(before.propertyNames()) || !Same.same(source(object), before)) {
            spec.at("persistentvolumesource").forbidden("spec.persistentvolumesource is immutable after creation");
        }
        Check.immutable(spec.at("volumeMode").as(object.at("volumeMode")), old.at("spec", "volumeMode"));
        if (old.at("spec", "nodeAffinity").isSet()) {
            Check.immutable(
                    spec.at("nodeAffinity").as(object.at("nodeAffinity")).holding(masked(object, old)),
                    old.at("spec", "nodeAffinity"));
        }
        if (old.at("spec", "volumeAttributesClassName").isSet()
                && !spec.at("volumeAttributesClassName").isSet()) {
            spec.at("volumeAttributesClassName").forbidden("update from non-nil value to nil is forbidden");
        }
    }

    /** Labels that got another name may be called by it; the reference takes no name for another one too. */
    private static JsonNode masked(Field object, Field old) {
        JsonNode affinity = object.at("spec", "nodeAffinity").node().deepCopy();
        Field terms = old.at("spec", "nodeAffinity", "required", "nodeSelectorTerms");
        JsonNode now = affinity.path("required").path("nodeSelectorTerms");
        for (int i = 0; i < terms.size(); i++) {
            Field expressions = terms.item(i).at("matchExpressions");
            for (int j = 0; j < expressions.size(); j++) {
                String before = expressions.item(j).at("key").text();
                if (now.path(i).path("matchExpressions").path(j) instanceof ObjectNode expression
                        && expression.path("key").asString("").equals(RENAMED.getOrDefault(before, ""))) {
                    expression.put("key", before);
                }
            }
        }
        return affinity;
    }

    /** A secret for growing the volume may be named where none was. */
    private static boolean mayNameSecret(Field object, Field old) {
        return !old.at("spec", "csi", "controllerExpandSecretRef").isSet()
                && object.at("spec", "csi", "controllerExpandSecretRef").isSet();
    }

    /** Where the volume is. */
    private static ObjectNode source(Field volume) {
        ObjectNode sources = ((ObjectNode) volume.node()).objectNode();
        for (String kind : SOURCES) {
            Field source = volume.at("spec", kind);
            if (source.isSet()) {
                sources.set(kind, source.node().deepCopy());
            }
        }
        return sources;
    }
}
