package dev.quarterdeck.gateway.discovery;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.gateway.aggregation.ApiService;
import dev.quarterdeck.kube.definition.VersionOrder;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what other servers serve into the documents of this one. Groups stand by the highest priority that an APIService gives them, versions of a group that others have
 * a part in by theirs, then by their names as versions are ordered. Pure; changes the documents that it is given.
 */
final class DiscoveryMerge {
    private static final String FIRST = "apiregistration.k8s.io";
    /** Where no APIService says otherwise. */
    private static final int BUILT_IN = 20_000;

    private static final int CUSTOM_RESOURCES = 1000;

    private final AggregatedApis apis;
    private final Map<String, Integer> groupPriorities = new HashMap<>();
    private final Map<String, Integer> versionPriorities = new HashMap<>();

    DiscoveryMerge(AggregatedApis apis) {
        this.apis = apis;
        for (ResourceType type : BuiltInResources.known().all()) {
            groupPriorities.put(type.gvr().group(), 0);
        }
        for (ApiService service : apis.all()) {
            groupPriorities.merge(service.group(), service.groupPriority(), Math::max);
            versionPriorities.put(service.groupVersion(), service.versionPriority());
        }
        groupPriorities.replaceAll((group, priority) -> priority == 0 ? BUILT_IN : priority);
        groupPriorities.put(FIRST, Integer.MAX_VALUE);
    }

    private List<ApiService> others() {
        return apis.served().values().stream()
                .map(Served::service)
                .sorted(Comparator.comparing(ApiService::name))
                .toList();
    }

    /** {@code APIGroupList}. */
    void groups(ObjectNode list) {
        ArrayNode groups = list.withArray("groups");
        for (ApiService service : others()) {
            ObjectNode group = find(groups, g -> g.path("name"), service.group());
            if (group == null) {
                group = groups.addObject().put("name", service.group());
                group.putArray("versions");
                group.putObject("preferredVersion");
            }
            ArrayNode versions = group.withArray("versions");
            String groupVersion = service.groupVersion();
            if (versions.valueStream()
                    .noneMatch(v -> v.path("groupVersion").stringValue("").equals(groupVersion))) {
                versions.addObject().put("groupVersion", groupVersion).put("version", service.version());
            }
            order(versions, service.group());
            group.set("preferredVersion", versions.get(0).deepCopy());
        }
        reorder(groups, group -> priority(group.path("name").stringValue("")));
    }

    /** {@code APIGroupDiscoveryList}. */
    void aggregated(ObjectNode list) {
        ArrayNode items = list.withArray("items");
        for (ApiService service : others()) {
            ObjectNode item = find(items, i -> i.path("metadata").path("name"), service.group());
            if (item == null) {
                item = items.addObject();
                item.putObject("metadata").put("name", service.group());
                item.putArray("versions");
            }
            ArrayNode versions = item.withArray("versions");
            versions.removeIf(v -> v.path("version").stringValue("").equals(service.version()));
            versions.add(version(service));
            order(versions, service.group());
        }
        reorder(items, item -> priority(item.path("metadata").path("name").stringValue("")));
    }

    /** Of a server that does not answer it is known only that there is such a version. */
    private ObjectNode version(ApiService service) {
        Served served = apis.served().get(service.groupVersion());
        ObjectNode discovery = served == null ? null : served.discovery();
        return discovery != null
                ? discovery
                : Json.object().put("version", service.version()).put("freshness", "Stale");
    }

    private static @Nullable ObjectNode find(ArrayNode list, Function<JsonNode, JsonNode> name, String wanted) {
        for (JsonNode each : list) {
            if (name.apply(each).stringValue("").equals(wanted) && each instanceof ObjectNode found) {
                return found;
            }
        }
        return null;
    }

    private int priority(String group) {
        return groupPriorities.getOrDefault(group, CUSTOM_RESOURCES);
    }

    private void order(ArrayNode versions, String group) {
        Comparator<JsonNode> byPriority = Comparator.comparingInt((JsonNode v) ->
                -versionPriorities.getOrDefault(group + "/" + v.path("version").stringValue(""), 0));
        sort(versions, byPriority.thenComparing(v -> v.path("version").stringValue(""), VersionOrder.BEST_FIRST));
    }

    private static void reorder(ArrayNode list, ToIntFunction<JsonNode> priority) {
        sort(
                list,
                Comparator.comparingInt((JsonNode each) -> priority.applyAsInt(each))
                        .reversed());
    }

    private static void sort(ArrayNode list, Comparator<JsonNode> order) {
        List<JsonNode> sorted = new ArrayList<>(list.valueStream().toList());
        sorted.sort(order);
        list.removeAll();
        list.addAll(sorted);
    }
}
