package dev.quarterdeck.kube.discovery;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Discovery in one document, {@code apidiscovery.k8s.io/v2} (KEP-3352). Immutable. */
public final class AggregatedDiscovery {

    /** The media type that asks for it, and that the answer has. */
    public static final String MEDIA_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final ResourceCatalog catalog;

    public AggregatedDiscovery(ResourceCatalog catalog) {
        this.catalog = catalog;
    }

    /** {@code GET /api}: the core group. */
    public ObjectNode core() {
        return document(true);
    }

    /** {@code GET /apis}: every other group. */
    public ObjectNode groups() {
        return document(false);
    }

    private ObjectNode document(boolean core) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/v2");
        document.putObject("metadata");
        ArrayNode items = document.putArray("items");
        Map<String, ArrayNode> versionsByGroup = new LinkedHashMap<>();
        Map<String, ArrayNode> resourcesByVersion = new LinkedHashMap<>();
        for (ResourceType type : catalog.all()) {
            String group = type.gvr().group();
            if (group.isEmpty() != core) {
                continue;
            }
            ArrayNode versions = versionsByGroup.computeIfAbsent(group, name -> group(items.addObject(), name));
            ArrayNode resources = resourcesByVersion.computeIfAbsent(
                    type.gvr().apiVersion(),
                    v -> version(versions.addObject(), type.gvr().version()));
            resource(resources.addObject(), type);
        }
        return document;
    }

    private static ArrayNode group(ObjectNode item, String name) {
        ObjectNode metadata = item.putObject("metadata");
        if (!name.isEmpty()) {
            metadata.put("name", name);
        }
        return item.putArray("versions");
    }

    private static ArrayNode version(ObjectNode node, String version) {
        node.put("version", version);
        ArrayNode resources = node.putArray("resources");
        node.put("freshness", "Current");
        return resources;
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("resource", type.gvr().resource());
        responseKind(node, type, type.gvk());
        node.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        node.put("singularResource", type.singular());
        PlainDiscovery.verbs(node, type.verbs());
        PlainDiscovery.strings(node, "shortNames", type.shortNames());
        PlainDiscovery.strings(node, "categories", type.categories());
        if (!type.subresources().isEmpty()) {
            ArrayNode subresources = node.putArray("subresources");
            for (Subresource subresource : type.subresources()) {
                ObjectNode sub = subresources.addObject().put("subresource", subresource.name());
                responseKind(sub, type, subresource.kind());
                PlainDiscovery.verbs(sub, subresource.verbs());
            }
        }
    }

    /** Group and version stay empty where they are those of the resource. */
    private static void responseKind(ObjectNode node, ResourceType type, GroupVersionKind kind) {
        boolean own = kind.apiVersion().equals(type.gvk().apiVersion());
        node.putObject("responseKind")
                .put("group", own ? "" : kind.group())
                .put("version", own ? "" : kind.version())
                .put("kind", kind.kind());
    }
}
