package dev.quarterdeck.kube.discovery;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Discovery as clients have known it from the start: one document for the groups, one for each group, one for each group version. Immutable. */
public final class PlainDiscovery {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Set<String>> versionsByGroup = new LinkedHashMap<>();
    private final ResourceCatalog catalog;

    public PlainDiscovery(ResourceCatalog catalog) {
        this.catalog = catalog;
        for (ResourceType type : catalog.all()) {
            versionsByGroup
                    .computeIfAbsent(type.gvr().group(), g -> new LinkedHashSet<>())
                    .add(type.gvr().version());
        }
    }

    /**
     * {@code GET /api}.
     *
     * @param serverAddress host and port at which the server can be reached: {@code 10.0.0.1:6443}
     */
    public ObjectNode coreVersions(String serverAddress) {
        ObjectNode document = NODES.objectNode().put("kind", "APIVersions");
        ArrayNode versions = document.putArray("versions");
        versionsByGroup.getOrDefault("", Set.of()).forEach(versions::add);
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress);
        return document;
    }

    /** {@code GET /apis}. */
    public ObjectNode groups() {
        ObjectNode document = NODES.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = document.putArray("groups");
        versionsByGroup.forEach((group, versions) -> {
            if (!group.isEmpty()) {
                fillGroup(groups.addObject(), group, versions);
            }
        });
        return document;
    }

    /** {@code GET /apis/GROUP}; empty where the group is not served. */
    public Optional<ObjectNode> group(String group) {
        Set<String> versions = versionsByGroup.get(group);
        if (versions == null || group.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = NODES.objectNode().put("kind", "APIGroup").put("apiVersion", "v1");
        fillGroup(document, group, versions);
        return Optional.of(document);
    }

    private static void fillGroup(ObjectNode node, String group, Set<String> versions) {
        node.put("name", group);
        ArrayNode list = node.putArray("versions");
        versions.forEach(version -> fillVersion(list.addObject(), group, version));
        fillVersion(
                node.putObject("preferredVersion"), group, versions.iterator().next());
    }

    private static void fillVersion(ObjectNode node, String group, String version) {
        node.put("groupVersion", group + "/" + version).put("version", version);
    }

    /** {@code GET /api/v1} and {@code GET /apis/GROUP/VERSION}; empty where it is not served. */
    public Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> types = catalog.all().stream()
                .filter(type ->
                        type.gvr().group().equals(group) && type.gvr().version().equals(version))
                .toList();
        if (types.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = NODES.objectNode().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            document.put("apiVersion", "v1");
        }
        document.put("groupVersion", types.getFirst().gvr().apiVersion());
        ArrayNode list = document.putArray("resources");
        for (ResourceType type : types) {
            fillResource(list.addObject(), type);
            type.subresources().forEach(subresource -> fillSubresource(list.addObject(), type, subresource));
        }
        return Optional.of(document);
    }

    private static void fillResource(ObjectNode node, ResourceType type) {
        node.put("name", type.gvr().resource());
        node.put("singularName", type.singular());
        node.put("namespaced", type.namespaced());
        node.put("kind", type.gvk().kind());
        verbs(node, type.verbs());
        strings(node, "shortNames", type.shortNames());
        strings(node, "categories", type.categories());
        String hash = StorageVersionHash.of(type);
        if (hash != null) {
            node.put("storageVersionHash", hash);
        }
    }

    private static void fillSubresource(ObjectNode node, ResourceType type, Subresource subresource) {
        node.put("name", type.gvr().resource() + "/" + subresource.name());
        node.put("singularName", "");
        node.put("namespaced", type.namespaced());
        GroupVersionKind kind = subresource.kind();
        if (!kind.apiVersion().equals(type.gvk().apiVersion())) {
            node.put("group", kind.group()).put("version", kind.version());
        }
        node.put("kind", kind.kind());
        verbs(node, subresource.verbs());
    }

    static void verbs(ObjectNode node, Set<Verb> verbs) {
        ArrayNode list = node.putArray("verbs");
        verbs.stream().map(Verb::rbacName).sorted().forEach(list::add);
    }

    static void strings(ObjectNode node, String field, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = node.putArray(field);
            values.forEach(list::add);
        }
    }
}
