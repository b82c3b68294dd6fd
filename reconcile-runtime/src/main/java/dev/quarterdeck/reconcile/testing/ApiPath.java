package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A path of the API, taken apart. Name and subresource are empty where there are none. */
record ApiPath(
        StoredResource resource,
        String apiVersion,
        String namespace,
        String name,
        String subresource,
        Map<String, String> query) {

    static ApiPath parse(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String[] parts = path.substring(1).split("/");
        boolean core = parts[0].equals("api");
        String group = core ? "" : parts[1];
        String version = core ? parts[1] : parts[2];
        int at = core ? 2 : 3;
        String namespace = "";
        boolean ofNamespace = parts.length > at + 2
                && parts[at].equals("namespaces")
                && !parts[at + 2].equals("status")
                && !parts[at + 2].equals("finalize");
        if (ofNamespace) {
            namespace = parts[at + 1];
            at += 2;
        }
        return new ApiPath(
                new StoredResource(group, parts[at]),
                core ? version : group + "/" + version,
                namespace,
                parts.length > at + 1 ? parts[at + 1] : "",
                parts.length > at + 2 ? parts[at + 2] : "",
                query(mark < 0 ? "" : pathAndQuery.substring(mark + 1)));
    }

    private static Map<String, String> query(String query) {
        Map<String, String> result = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                result.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return result;
    }

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    boolean isWatch() {
        return query.containsKey("watch");
    }
}
