package dev.quarterdeck.chaos.load;

import dev.quarterdeck.chaos.check.HistoryEntry;
import dev.quarterdeck.kube.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ConfigMaps that clients write: a counter and a token. */
public final class Objects {
    private Objects() {}

    public static String path(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    public static String namespace(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    /** @param revision that it must stand on, or 0 */
    public static String body(String name, long revision, int counter, String token) {
        ObjectNode object = Json.object();
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (revision > 0) {
            metadata.put("resourceVersion", Long.toString(revision));
        }
        object.putObject("data").put("counter", Integer.toString(counter)).put("token", token);
        return object.toString();
    }

    static String patch(String token) {
        return "{\"data\":{\"token\":\"" + token + "\"}}";
    }

    public static long revision(JsonNode object) {
        return Long.parseLong(object.at("/metadata/resourceVersion").asString("0"));
    }

    /** @param revision of the change, which for a deletion is above what the object says in history */
    public static HistoryEntry entry(long revision, String type, JsonNode object) {
        return new HistoryEntry(
                revision,
                type,
                object.at("/metadata/name").asString(""),
                object.at("/metadata/uid").asString(""),
                object.at("/data/counter").asInt(0),
                object.at("/data/token").asString(""));
    }
}
