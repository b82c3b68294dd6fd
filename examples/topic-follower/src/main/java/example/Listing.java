package example;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A LIST: every object of a resource at one revision.
 *
 * @param revision the list's own resourceVersion
 * @param objects by {@code namespace/name}, or {@code name} where there is no namespace
 */
public record Listing(long revision, SortedMap<String, JsonNode> objects) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** @param uri such as {@code http://127.0.0.1:8001/api/v1/configmaps} */
    public static Listing get(HttpClient http, URI uri) throws IOException, InterruptedException {
        // kubectl proxy would take the JDK's offer to speak HTTP/2 for a wish to upgrade
        HttpRequest request =
                HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answered " + response.statusCode() + ": " + new String(response.body()));
        }
        JsonNode list = JSON.readTree(response.body());
        SortedMap<String, JsonNode> objects = new TreeMap<>();
        for (JsonNode object : list.path("items")) {
            objects.put(key(object), comparable(object));
        }
        return new Listing(Long.parseLong(list.at("/metadata/resourceVersion").stringValue()), objects);
    }

    /** The same form for objects of lists, which may lack kind and version, and of records. */
    static JsonNode comparable(JsonNode object) {
        return ((ObjectNode) object.deepCopy()).without(java.util.List.of("kind", "apiVersion"));
    }

    static JsonNode parse(byte[] json) {
        return JSON.readTree(json);
    }

    private static String key(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asString("");
        String name = object.at("/metadata/name").asString("");
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
