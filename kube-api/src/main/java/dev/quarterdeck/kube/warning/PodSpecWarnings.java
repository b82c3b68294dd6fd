package dev.quarterdeck.kube.warning;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Of a pod, or of the template of one: volumes of kinds that are gone, and spreading that spreads nothing. */
final class PodSpecWarnings {
    /** What was deprecated when, by the field of a volume; the name it goes by in the text first. */
    private static final Map<String, String> VOLUMES = Map.of(
            "photonPersistentDisk", "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
            "gitRepo", "gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
            "scaleIO", "scaleIO: deprecated in v1.16, non-functional in v1.22+",
            "flocker", "flocker: deprecated in v1.22, non-functional in v1.25+",
            "storageos", "storageOS: deprecated in v1.22, non-functional in v1.25+",
            "quobyte", "quobyte: deprecated in v1.22, non-functional in v1.25+",
            "glusterfs", "glusterfs: deprecated in v1.25, non-functional in v1.26+",
            "cephfs", "cephfs: deprecated in v1.28, non-functional in v1.31+",
            "rbd", "rbd: deprecated in v1.28, non-functional in v1.31+");

    private PodSpecWarnings() {}

    static void add(String at, JsonNode spec, List<String> warnings) {
        int place = 0;
        for (JsonNode constraint : spec.path("topologySpreadConstraints")) {
            if (!constraint.hasNonNull("labelSelector")) {
                warnings.add(at + ".topologySpreadConstraints[" + place
                        + "].labelSelector: a null labelSelector results in matching no pod");
            }
            place++;
        }
        place = 0;
        for (JsonNode volume : spec.path("volumes")) {
            for (Map.Entry<String, JsonNode> source : volume.properties()) {
                String text = VOLUMES.get(source.getKey());
                if (text != null && !source.getValue().isNull()) {
                    warnings.add(at + ".volumes[" + place + "]." + text);
                }
            }
            JsonNode projected = volume.path("projected");
            if (projected.isObject() && projected.path("sources").isEmpty()) {
                warnings.add("volume \"" + volume.path("name").asString("") + "\" (Projected) has no sources provided");
            }
            place++;
        }
    }
}
