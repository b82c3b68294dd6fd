package dev.quarterdeck.controller.migration;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists what is there, page by page, and keeps of each object no more than it takes to name it: about 200 bytes. Blocks the calling thread. */
final class ObjectRefs {
    private static final int PAGE = 500;

    private ObjectRefs() {}

    /** One object as it was when it was listed. */
    record Ref(String namespace, String name, String uid, String resourceVersion) {}

    /** The newest revision of the resource; not older than any write answered before. */
    static String newestRevision(ApiTransport transport, ApiResource resource) throws InterruptedException {
        return page(transport, resource, 1, "")
                .path("metadata")
                .path("resourceVersion")
                .asString("");
    }

    /** Those that nobody has written since the revision. */
    static List<Ref> notAfter(ApiTransport transport, ApiResource resource, long revision) throws InterruptedException {
        List<Ref> refs = new ArrayList<>();
        String next = "";
        do {
            ObjectNode page = page(transport, resource, PAGE, next);
            for (JsonNode item : page.path("items")) {
                if (item instanceof ObjectNode object) {
                    Metadata metadata = Metadata.of(object);
                    if (Long.parseLong(metadata.resourceVersion()) <= revision) {
                        refs.add(new Ref(
                                metadata.namespace(), metadata.name(), metadata.uid(), metadata.resourceVersion()));
                    }
                }
            }
            next = page.path("metadata").path("continue").asString("");
        } while (!next.isEmpty());
        return refs;
    }

    private static ObjectNode page(ApiTransport transport, ApiResource resource, int limit, String next)
            throws InterruptedException {
        String query = "?limit=" + limit
                + (next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        return Json.read(transport.exchange(ApiRequest.get(resource.path("") + query)));
    }
}
