package dev.quarterdeck.gateway.discovery;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.kube.discovery.AggregatedDiscovery;
import dev.quarterdeck.kube.discovery.PlainDiscovery;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All discovery documents of one catalog and of what other servers serve, made once. Immutable. */
final class Discovery {
    private final Map<String, ObjectNode> plain = new HashMap<>();
    private final Document core;
    private final Document groups;

    /** @param etag with its quotes */
    record Document(byte[] json, String etag) {}

    Discovery(ResourceCatalog catalog, AggregatedApis others, String serverAddress) {
        PlainDiscovery discovery = new PlainDiscovery(catalog);
        AggregatedDiscovery aggregated = new AggregatedDiscovery(catalog);
        core = document(aggregated.core());
        ObjectNode all = aggregated.groups();
        plain.put("/api", discovery.coreVersions(serverAddress));
        ObjectNode list = discovery.groups();
        Set<String> paths = new LinkedHashSet<>(List.of("/api"));
        for (ResourceType type : catalog.all()) {
            GroupVersionResource gvr = type.gvr();
            String path = gvr.group().isEmpty() ? "/api/" + gvr.version() : "/apis/" + gvr.apiVersion();
            discovery.resources(gvr.group(), gvr.version()).ifPresent(d -> plain.putIfAbsent(path, d));
            if (!gvr.group().isEmpty()) {
                discovery.group(gvr.group()).ifPresent(d -> plain.putIfAbsent("/apis/" + gvr.group(), d));
                paths.add("/apis");
                paths.add("/apis/" + gvr.group());
            }
            paths.add(path);
        }
        if (!others.served().isEmpty()) {
            DiscoveryMerge merge = new DiscoveryMerge(others);
            merge.groups(list);
            merge.aggregated(all);
            for (AggregatedApis.Served served : others.served().values()) {
                String group = served.service().group();
                for (JsonNode each : list.path("groups")) {
                    if (each.path("name").stringValue("").equals(group)) {
                        plain.put("/apis/" + group, group(each));
                    }
                }
                paths.addAll(List.of(
                        "/apis", "/apis/" + group, "/apis/" + served.service().groupVersion()));
            }
        }
        groups = document(all);
        plain.put("/apis", list);
        paths.addAll(List.of(
                "/healthz",
                "/livez",
                "/metrics",
                "/metrics/slis",
                "/openapi/v2",
                "/openapi/v3",
                "/readyz",
                "/version"));
        ObjectNode index = Json.object();
        ArrayNode sorted = index.putArray("paths");
        new ArrayList<>(paths).stream().sorted().forEach(sorted::add);
        plain.put("/", index);
    }

    /** Null where the path is none of discovery's. Trees must not be changed. */
    @Nullable
    ObjectNode plain(String path) {
        return plain.get(path);
    }

    /** The aggregated document of {@code /api} or {@code /apis}; null for other paths. */
    @Nullable
    Document aggregated(String path) {
        return switch (path) {
            case "/api" -> core;
            case "/apis" -> groups;
            default -> null;
        };
    }

    private static ObjectNode group(JsonNode listed) {
        ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        listed.properties().forEach(field -> group.set(field.getKey(), field.getValue()));
        return group;
    }

    private static Document document(ObjectNode tree) {
        byte[] json = Json.write(tree);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(json);
            return new Document(json, '"' + HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
