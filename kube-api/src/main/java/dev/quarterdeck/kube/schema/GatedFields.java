package dev.quarterdeck.kube.schema;

import dev.quarterdeck.kube.feature.FeatureGate;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields that the API has and that are dropped from what is written while their feature gate is off; what an object has already stays. Immutable; a kind without such
 * fields costs one look into a map.
 */
public final class GatedFields {
    /** Paths from the root; {@code []} stands for every item of a list, {@code {}} for every value of a map. */
    private static final Map<String, Map<String, FeatureGate>> BY_KIND = Map.of(
            "Lease",
                    Map.of(
                            "spec.strategy", FeatureGate.COORDINATED_LEADER_ELECTION,
                            "spec.preferredHolder", FeatureGate.COORDINATED_LEADER_ELECTION),
            "StatefulSet",
                    Map.of(
                            "spec.updateStrategy.rollingUpdate.maxUnavailable",
                            FeatureGate.MAX_UNAVAILABLE_STATEFUL_SET),
            "CSIDriver", Map.of("spec.preventPodSchedulingIfMissing", FeatureGate.VOLUME_LIMIT_SCALING),
            "ResourceSlice",
                    Map.of(
                            "spec.devices[].attributes{}.strings", FeatureGate.DRA_LIST_TYPE_ATTRIBUTES,
                            "spec.devices[].attributes{}.ints", FeatureGate.DRA_LIST_TYPE_ATTRIBUTES,
                            "spec.devices[].attributes{}.bools", FeatureGate.DRA_LIST_TYPE_ATTRIBUTES,
                            "spec.devices[].attributes{}.versions", FeatureGate.DRA_LIST_TYPE_ATTRIBUTES),
            "Workload", groupSpec("spec.podGroupTemplates[]."),
            "PodGroup", podGroup());

    /** Nobody has a gate for these any more. */
    private static final Map<String, List<String>> DROPPED = Map.of("Node", List.of("spec.configSource"));

    private static final Map<String, String> POD_SPECS = Map.of(
            "Pod", "spec.",
            "PodTemplate", "template.spec.",
            "ReplicationController", "spec.template.spec.",
            "ReplicaSet", "spec.template.spec.",
            "Deployment", "spec.template.spec.",
            "DaemonSet", "spec.template.spec.",
            "StatefulSet", "spec.template.spec.",
            "Job", "spec.template.spec.",
            "CronJob", "spec.jobTemplate.spec.template.spec.");

    private static final Map<String, FeatureGate> IN_POD_SPECS = Map.of(
            "schedulingGroup", FeatureGate.GENERIC_WORKLOAD,
            "containers[].lifecycle.stopSignal", FeatureGate.CONTAINER_STOP_SIGNALS,
            "initContainers[].lifecycle.stopSignal", FeatureGate.CONTAINER_STOP_SIGNALS,
            "ephemeralContainers[].lifecycle.stopSignal", FeatureGate.CONTAINER_STOP_SIGNALS);

    private enum Shape {
        PLAIN,
        LIST,
        MAP
    }

    /** One field on the way to a gated one, and what it holds. */
    private record Step(String name, Shape shape) {
        static Step of(String word) {
            Shape shape = word.endsWith("[]") ? Shape.LIST : word.endsWith("{}") ? Shape.MAP : Shape.PLAIN;
            return new Step(shape == Shape.PLAIN ? word : word.substring(0, word.length() - 2), shape);
        }
    }

    private final Map<String, Step[][]> dropped = new HashMap<>();

    public GatedFields(Features features) {
        Map<String, List<String>> paths = new HashMap<>();
        DROPPED.forEach((kind, fields) -> paths.put(kind, new ArrayList<>(fields)));
        BY_KIND.forEach((kind, fields) -> add(paths, kind, "", fields, features));
        POD_SPECS.forEach((kind, spec) -> add(paths, kind, spec, IN_POD_SPECS, features));
        paths.forEach((kind, fields) ->
                dropped.put(kind, fields.stream().map(GatedFields::steps).toArray(Step[][]::new)));
    }

    private static Step[] steps(String path) {
        return Arrays.stream(path.split("\\.")).map(Step::of).toArray(Step[]::new);
    }

    private static void add(
            Map<String, List<String>> paths,
            String kind,
            String prefix,
            Map<String, FeatureGate> fields,
            Features features) {
        fields.forEach((path, gate) -> {
            if (!features.isOn(gate)) {
                paths.computeIfAbsent(kind, k -> new ArrayList<>()).add(prefix + path);
            }
        });
    }

    private static Map<String, FeatureGate> podGroup() {
        Map<String, FeatureGate> fields = new HashMap<>(groupSpec("spec."));
        fields.put("status.resourceClaimStatuses", FeatureGate.DRA_WORKLOAD_RESOURCE_CLAIMS);
        return fields;
    }

    private static Map<String, FeatureGate> groupSpec(String at) {
        return Map.of(
                at + "schedulingConstraints", FeatureGate.TOPOLOGY_AWARE_WORKLOAD_SCHEDULING,
                at + "resourceClaims", FeatureGate.DRA_WORKLOAD_RESOURCE_CLAIMS,
                at + "disruptionMode", FeatureGate.WORKLOAD_AWARE_PREEMPTION,
                at + "priorityClassName", FeatureGate.WORKLOAD_AWARE_PREEMPTION,
                at + "priority", FeatureGate.WORKLOAD_AWARE_PREEMPTION);
    }

    /** @param old what is stored; null where the object is new */
    public void drop(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        Step[][] paths = dropped.get(kind.kind());
        if (paths == null || SchemaCatalog.builtIn().find(kind).isEmpty()) {
            return;
        }
        for (Step[] path : paths) {
            drop(object, old == null ? MissingNode.getInstance() : old, path, 0);
        }
    }

    private static void drop(JsonNode node, JsonNode old, Step[] path, int at) {
        String field = path[at].name();
        JsonNode value = node.get(field);
        if (value == null) {
            return;
        }
        JsonNode before = old.path(field);
        if (at == path.length - 1) {
            if (before.isMissingNode() || before.isNull()) {
                ((ObjectNode) node).remove(field);
            }
            return;
        }
        switch (path[at].shape()) {
            case PLAIN -> drop(value, before, path, at + 1);
            case LIST -> {
                int index = 0;
                for (JsonNode item : value) {
                    drop(item, before.path(index++), path, at + 1);
                }
            }
            case MAP ->
                value.properties().forEach(entry -> drop(entry.getValue(), before.path(entry.getKey()), path, at + 1));
        }
    }
}
