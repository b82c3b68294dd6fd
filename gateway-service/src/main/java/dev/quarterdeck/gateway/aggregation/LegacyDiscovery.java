package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.kube.object.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a version's {@code APIResourceList} into its part of aggregated discovery, for servers that only have the former. Pure. */
final class LegacyDiscovery {
    private LegacyDiscovery() {}

    static ObjectNode versionOf(ObjectNode list, String version) {
        ObjectNode document = Json.object().put("version", version);
        Map<String, ObjectNode> resources = new LinkedHashMap<>();
        for (JsonNode resource : list.path("resources")) {
            String name = resource.path("name").stringValue("");
            int slash = name.indexOf('/');
            ObjectNode parent =
                    resources.computeIfAbsent(slash < 0 ? name : name.substring(0, slash), n -> named(n, resource));
            if (slash < 0) {
                fill(parent, resource);
            } else {
                ObjectNode sub =
                        parent.withArray("subresources").addObject().put("subresource", name.substring(slash + 1));
                responseKind(sub, resource);
                copy(sub, resource, "verbs", "verbs");
            }
        }
        resources.values().forEach(document.putArray("resources")::add);
        return document.put("freshness", "Current");
    }

    /** A subresource may come before, or without, its resource. */
    private static ObjectNode named(String name, JsonNode resource) {
        ObjectNode node = Json.object().put("resource", name);
        node.putObject("responseKind").put("group", "").put("version", "").put("kind", "");
        node.put("scope", resource.path("namespaced").asBoolean(false) ? "Namespaced" : "Cluster");
        node.put("singularResource", "");
        node.putArray("verbs");
        return node;
    }

    private static void fill(ObjectNode node, JsonNode resource) {
        responseKind(node, resource);
        node.put("singularResource", resource.path("singularName").stringValue(""));
        copy(node, resource, "verbs", "verbs");
        copy(node, resource, "shortNames", "shortNames");
        copy(node, resource, "categories", "categories");
    }

    private static void responseKind(ObjectNode node, JsonNode resource) {
        node.putObject("responseKind")
                .put("group", resource.path("group").stringValue(""))
                .put("version", resource.path("version").stringValue(""))
                .put("kind", resource.path("kind").stringValue(""));
    }

    private static void copy(ObjectNode to, JsonNode from, String field, String as) {
        JsonNode value = from.get(field);
        if (value != null && value.isArray()) {
            to.set(as, value);
        }
    }
}
