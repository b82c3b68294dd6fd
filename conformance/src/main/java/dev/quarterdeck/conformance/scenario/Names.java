package dev.quarterdeck.conformance.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Takes out of texts what a server chose at random or by the hour: random ends of names, hashes, uids, times, addresses, nodes. A hash is called by the revision
 * that it stands for, so that what belongs together still does.
 */
final class Names {
    private static final String SAFE = "[bcdfghjklmnpqrstvwxz2456789]";
    private static final Pattern RANDOM = Pattern.compile("-" + SAFE + "{5}(?![a-z0-9-])");
    private static final Pattern HASH = Pattern.compile("-" + SAFE + "{7,10}(?![a-z0-9])");
    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile("20\\d\\d-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z| \\+0000 UTC( m=[^ ]*)?)");
    /** Of a Job of a CronJob; looked for before hashes, since in one of four minutes it has only digits that a hash may have. */
    private static final Pattern MINUTE = Pattern.compile("-\\d{8}(?![a-z0-9])");

    private static final Pattern ADDRESS = Pattern.compile("(?<![\\d.])(10|127)\\.\\d+\\.\\d+\\.\\d+(?!\\d|\\.\\d|/)");

    private static final Pattern NODES_COUNTED = Pattern.compile("\\d+/\\d+ nodes are available.*", Pattern.DOTALL);

    private final Map<String, String> known = new LinkedHashMap<>();

    private final boolean nodesComeAndGo;

    Names(String namespace, List<String> nodes, boolean nodesComeAndGo) {
        known.put(namespace, "<ns>");
        nodes.forEach(node -> known.put(node, "<node>"));
        this.nodesComeAndGo = nodesComeAndGo;
    }

    static Names of(ScenarioPlace place) {
        return new Names(place.namespace(), place.nodes(), place.nodesComeAndGo());
    }

    /** Learns of which revision a hash is. */
    void learn(String kind, JsonNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        JsonNode annotations = object.path("metadata").path("annotations");
        if (kind.equals("ReplicaSet")) {
            learn(
                    labels.path("pod-template-hash").asString(""),
                    annotations.path("deployment.kubernetes.io/revision").asString(""));
        }
        if (kind.equals("ControllerRevision")) {
            String name = object.path("metadata").path("name").asString("");
            String revision = object.path("revision").asString("");
            learn(name.substring(name.lastIndexOf('-') + 1), revision);
            learn(labels.path("controller.kubernetes.io/hash").asString(""), revision);
        }
    }

    private void learn(String hash, String revision) {
        if (!hash.isEmpty() && !revision.isEmpty()) {
            known.putIfAbsent(hash, "<hash of " + revision + ">");
        }
    }

    String plain(String text) {
        String plain = nodesComeAndGo ? NODES_COUNTED.matcher(text).replaceAll("nodes are available") : text;
        for (Map.Entry<String, String> name : known.entrySet()) {
            plain = plain.replace(name.getKey(), name.getValue());
        }
        plain = UID.matcher(plain).replaceAll("<uid>");
        plain = TIME.matcher(plain).replaceAll("<time>");
        plain = RANDOM.matcher(plain).replaceAll("-<random>");
        plain = MINUTE.matcher(plain).replaceAll("-<minute>");
        plain = HASH.matcher(plain).replaceAll("-<hash>");
        return ADDRESS.matcher(plain).replaceAll("<address>");
    }
}
