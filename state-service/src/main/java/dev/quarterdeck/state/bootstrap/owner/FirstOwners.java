package dev.quarterdeck.state.bootstrap.owner;

import dev.quarterdeck.kube.apply.Actor;
import dev.quarterdeck.kube.apply.FieldApply;
import dev.quarterdeck.kube.apply.FieldTracking;
import dev.quarterdeck.kube.object.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code metadata.managedFields} of an object of the system.
 *
 * <pre>
 * what                                        → whose, how
 * FlowSchema, PriorityLevelConfiguration        api-priority-and-fairness-config-producer-v1, update
 * condition of a FlowSchema                     api-priority-and-fairness-config-consumer-v1, applied
 * condition of the ServiceCIDR                  kubernetes-service-cidr-controller, applied
 * rules of an aggregated ClusterRole            clusterrole-aggregation-controller, applied
 * anything else that somebody asked for         kube-apiserver, update
 * what the server fills in                      nobody's
 * </pre>
 *
 * Pure.
 */
public final class FirstOwners {
    private static final String SERVER = "kube-apiserver";
    private static final String CONSUMER = "api-priority-and-fairness-config-consumer-v1";
    private static final Map<String, String> PRODUCERS = Map.of(
            "FlowSchema", "api-priority-and-fairness-config-producer-v1",
            "PriorityLevelConfiguration", "api-priority-and-fairness-config-producer-v1");
    private static final Map<String, String> STATUS =
            Map.of("FlowSchema", CONSUMER, "ServiceCIDR", "kubernetes-service-cidr-controller");
    /** Beside the status, in which nobody owns anything but what {@link #STATUS} names. */
    private static final Map<String, List<String>> FILLED_IN =
            Map.of("Service", List.of("clusterIPs", "ipFamilies"), "Namespace", List.of("finalizers"));

    private FirstOwners() {}

    /**
     * Owners of what is new in {@code object}.
     *
     * @param before what was stored; null for a new object
     * @param time RFC 3339, in whole seconds
     */
    public static void own(@Nullable ObjectNode before, ObjectNode object, String time) {
        SystemKind kind = SystemKind.of(object);
        String name = kind.kind().kind();
        boolean aggregated = before == null && object.get("aggregationRule") instanceof ObjectNode;
        ObjectNode asked = object.deepCopy();
        asked.remove("status");
        if (asked.get("spec") instanceof ObjectNode spec) {
            spec.remove(FILLED_IN.getOrDefault(name, List.of()));
        }
        if (aggregated) {
            asked.remove("rules");
        }
        FieldTracking.track(before, asked, actor(PRODUCERS.getOrDefault(name, SERVER), kind, "", time), kind);
        if (before == null && STATUS.containsKey(name)) {
            asked = apply(asked, "status", object, actor(STATUS.get(name), kind, "status", time), kind);
        }
        if (aggregated) {
            asked = apply(asked, "rules", object, actor("clusterrole-aggregation-controller", kind, "", time), kind);
        }
        keep(asked, object);
    }

    private static Actor actor(String manager, SystemKind kind, String subresource, String time) {
        return new Actor(manager, kind.kind().apiVersion(), subresource, time);
    }

    private static ObjectNode apply(ObjectNode to, String field, ObjectNode from, Actor actor, SystemKind kind) {
        JsonNode value = from.get(field);
        if (value == null) {
            return to;
        }
        ObjectNode configuration = Json.object()
                .put("apiVersion", actor.apiVersion())
                .put("kind", kind.kind().kind());
        configuration.putObject("metadata").set("name", from.path("metadata").get("name"));
        configuration.set(field, value.deepCopy());
        dropEmptyReasons(configuration.path("status").path("conditions"));
        return FieldApply.apply(to, configuration, actor, true, kind);
    }

    /** A reason that is not given is stored empty, and owned by nobody. */
    private static void dropEmptyReasons(JsonNode conditions) {
        for (JsonNode condition : conditions) {
            if (condition instanceof ObjectNode each
                    && each.path("reason").asString("").isEmpty()) {
                each.remove("reason");
            }
        }
    }

    private static void keep(ObjectNode from, ObjectNode to) {
        JsonNode managed = from.path("metadata").get("managedFields");
        if (managed != null && to.get("metadata") instanceof ObjectNode metadata) {
            metadata.set("managedFields", managed);
        }
    }
}
