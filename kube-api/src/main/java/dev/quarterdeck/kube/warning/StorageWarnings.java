package dev.quarterdeck.kube.warning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Claims, volumes and their classes. */
final class StorageWarnings {
    private static final String CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final String OPTIONS = "volume.beta.kubernetes.io/mount-options";

    private StorageWarnings() {}

    static List<String> claim(ObjectNode claim) {
        List<String> warnings = new ArrayList<>(0);
        annotation(claim, CLASS, "deprecated since v1.8; use \"storageClassName\" attribute instead", warnings);
        requests("spec", claim.path("spec"), warnings);
        return warnings;
    }

    /** The reference leaves {@code spec} out of these paths. */
    static void claimTemplates(ObjectNode set, List<String> warnings) {
        int place = 0;
        for (JsonNode claim : set.path("spec").path("volumeClaimTemplates")) {
            requests("spec.volumeClaimTemplates[" + place + "]", claim.path("spec"), warnings);
            place++;
        }
    }

    private static void requests(String at, JsonNode spec, List<String> warnings) {
        ValueWarnings.fraction(
                at + ".resources.requests", spec.path("resources").path("requests"), "storage", warnings);
    }

    static List<String> volume(ObjectNode volume) {
        List<String> warnings = new ArrayList<>(0);
        annotation(volume, CLASS, "deprecated since v1.8; use \"storageClassName\" attribute instead", warnings);
        annotation(volume, OPTIONS, "deprecated since v1.31; use \"mountOptions\" attribute instead", warnings);
        JsonNode spec = volume.path("spec");
        if (spec.path("persistentVolumeReclaimPolicy").asString("").equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the"
                    + " recommended approach is to use dynamic provisioning.");
        }
        int place = 0;
        for (JsonNode term : spec.path("nodeAffinity").path("required").path("nodeSelectorTerms")) {
            ValueWarnings.nodeSelectorTerm(
                    "spec.nodeAffinity.required.nodeSelectorTerms[" + place + "]", term, false, warnings);
            place++;
        }
        VolumeWarnings.ofVolume("spec", spec, warnings);
        return warnings;
    }

    private static void annotation(ObjectNode object, String name, String why, List<String> warnings) {
        if (ObjectWarnings.annotations(object).has(name)) {
            warnings.add("metadata.annotations[" + name + "]: " + why);
        }
    }

    static List<String> storageClass(ObjectNode storageClass) {
        List<String> warnings = new ArrayList<>(0);
        int place = 0;
        for (JsonNode term : storageClass.path("allowedTopologies")) {
            int number = 0;
            for (JsonNode expression : term.path("matchLabelExpressions")) {
                ValueWarnings.nodeLabel(
                        "allowedTopologies[" + place + "].matchLabelExpressions[" + number + "].key",
                        expression.path("key").asString(""),
                        warnings);
                number++;
            }
            place++;
        }
        return warnings;
    }

    static List<String> capacity(ObjectNode capacity) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode topology = capacity.path("nodeTopology");
        ValueWarnings.nodeSelectorTerm("nodeTopology", topology, false, warnings);
        for (Map.Entry<String, JsonNode> label : topology.path("matchLabels").properties()) {
            ValueWarnings.nodeLabel("nodeTopology.matchLabels." + label.getKey(), label.getKey(), warnings);
        }
        return warnings;
    }
}
