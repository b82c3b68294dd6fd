package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Volumes: of kinds that are gone, and with files that get in each other's way. */
final class VolumeWarnings {
    /** What was deprecated when, by the field of a volume; the name it goes by in the text first. */
    private static final Map<String, String> GONE = Map.of(
            "photonPersistentDisk", "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
            "gitRepo", "gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
            "scaleIO", "scaleIO: deprecated in v1.16, non-functional in v1.22+",
            "flocker", "flocker: deprecated in v1.22, non-functional in v1.25+",
            "storageos", "storageOS: deprecated in v1.22, non-functional in v1.25+",
            "quobyte", "quobyte: deprecated in v1.22, non-functional in v1.25+",
            "glusterfs", "glusterfs: deprecated in v1.25, non-functional in v1.26+",
            "cephfs", "cephfs: deprecated in v1.28, non-functional in v1.31+",
            "rbd", "rbd: deprecated in v1.28, non-functional in v1.31+");
    /** The reference looks away from these two in volumes of their own. */
    private static final List<String> ONLY_IN_PODS = List.of("flocker", "quobyte");

    private VolumeWarnings() {}

    /** A file of a volume, and what it comes from where that may differ. */
    private record File(String path, String source) {
        boolean meets(File other) {
            return path.equals(other.path) || path.startsWith(other.path + "/") || other.path.startsWith(path + "/");
        }

        String shown() {
            return source.isEmpty() ? Quoting.quote(path) : Quoting.quote(path) + " (" + source + ")";
        }
    }

    static void ofPod(String at, JsonNode volumes, List<String> warnings) {
        int place = 0;
        for (JsonNode volume : volumes) {
            source(at + "[" + place + "]", volume, List.of(), warnings);
            JsonNode claim =
                    volume.path("ephemeral").path("volumeClaimTemplate").path("spec");
            ValueWarnings.fraction(
                    at + "[" + place + "].ephemeral.volumeClaimTemplate.spec.resources.requests",
                    claim.path("resources").path("requests"),
                    "storage",
                    warnings);
            place++;
        }
        for (JsonNode volume : volumes) {
            overlaps(volume, warnings);
        }
    }

    static void ofVolume(String at, JsonNode volume, List<String> warnings) {
        source(at, volume, ONLY_IN_PODS, warnings);
    }

    private static void source(String at, JsonNode volume, List<String> without, List<String> warnings) {
        for (Map.Entry<String, JsonNode> source : volume.properties()) {
            String text = GONE.get(source.getKey());
            if (text != null && !source.getValue().isNull() && !without.contains(source.getKey())) {
                warnings.add(at + "." + text);
            }
        }
    }

    private static void overlaps(JsonNode volume, List<String> warnings) {
        String name = "volume " + Quoting.quote(volume.path("name").asString(""));
        JsonNode map = volume.path("configMap");
        JsonNode secret = volume.path("secret");
        of(name + " (ConfigMap " + quoted(map, "name") + ")", files(map, ""), warnings);
        of(name + " (Secret " + quoted(secret, "secretName") + ")", files(secret, ""), warnings);
        of(name + " (DownwardAPI)", files(volume.path("downwardAPI"), ""), warnings);
        List<File> projected = new ArrayList<>(0);
        for (JsonNode source : volume.path("projected").path("sources")) {
            if (source.isEmpty()) {
                warnings.add(name + " (Projected) has no sources provided");
            }
            projected.addAll(projection(source));
        }
        of(name + " (Projected)", projected, warnings);
    }

    private static List<File> projection(JsonNode source) {
        for (Map.Entry<String, JsonNode> one : source.properties()) {
            JsonNode value = one.getValue();
            switch (one.getKey()) {
                case "configMap" -> {
                    return files(value, "ConfigMap " + quoted(value, "name"));
                }
                case "secret" -> {
                    return files(value, "Secret " + quoted(value, "name"));
                }
                case "downwardAPI" -> {
                    return files(value, "DownwardAPI");
                }
                case "serviceAccountToken" -> {
                    return List.of(file(value, "path", "ServiceAccountToken"));
                }
                case "clusterTrustBundle" -> {
                    String name = value.hasNonNull("name") ? "name" : "signerName";
                    return List.of(file(value, "path", "ClusterTrustBundle " + quoted(value, name)));
                }
                case "podCertificate" -> {
                    return List.of(
                            file(value, "certificateChainPath", "PodCertificate chain"),
                            file(value, "keyPath", "PodCertificate key"),
                            file(value, "credentialBundlePath", "PodCertificate credential bundle"));
                }
                default -> {
                    // a source without files of its own choice
                }
            }
        }
        return List.of();
    }

    private static String quoted(JsonNode source, String field) {
        return Quoting.quote(source.path(field).asString(""));
    }

    private static List<File> files(JsonNode source, String from) {
        List<File> files = new ArrayList<>(0);
        for (JsonNode item : source.path("items")) {
            files.add(file(item, "path", from));
        }
        return files;
    }

    private static File file(JsonNode item, String field, String from) {
        String path = item.path(field).asString("");
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return new File(path.substring(0, end), from);
    }

    private static void of(String where, List<File> files, List<String> warnings) {
        for (int i = 1; i < files.size(); i++) {
            File file = files.get(i);
            for (File before : files.subList(0, i)) {
                if (!file.path().isEmpty() && !before.path().isEmpty() && file.meets(before)) {
                    warnings.add(where + ": overlapping paths: " + file.shown() + " with " + before.shown());
                }
            }
        }
    }
}
