package dev.quarterdeck.kube.schema;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields that the API has and a default server does not keep: their feature gates are off in 1.36, and it drops them from what is written. Stateless; a kind
 * without such fields costs one look into a map.
 */
public final class GatedFields {
    private static final List<String> IN_PODS = List.of("schedulingGroup");
    private static final List<String> IN_CONTAINERS = List.of("stopSignal");

    /** Paths from the root; {@code []} stands for every item of a list, {@code {}} for every value of a map. */
    private static final Map<String, List<String>> BY_KIND = Map.ofEntries(
            Map.entry("Lease", List.of("spec.strategy", "spec.preferredHolder")),
            Map.entry("StatefulSet", List.of("spec.updateStrategy.rollingUpdate.maxUnavailable")),
            Map.entry("CSIDriver", List.of("spec.preventPodSchedulingIfMissing")),
            Map.entry("Node", List.of("spec.configSource")),
            Map.entry(
                    "ResourceSlice",
                    List.of(
                            "spec.devices[].attributes{}.strings",
                            "spec.devices[].attributes{}.ints",
                            "spec.devices[].attributes{}.bools",
                            "spec.devices[].attributes{}.versions")));

    private static final Map<String, String[]> POD_SPECS = Map.of(
            "Pod", new String[] {"spec"},
            "PodTemplate", new String[] {"template", "spec"},
            "ReplicationController", new String[] {"spec", "template", "spec"},
            "ReplicaSet", new String[] {"spec", "template", "spec"},
            "Deployment", new String[] {"spec", "template", "spec"},
            "DaemonSet", new String[] {"spec", "template", "spec"},
            "StatefulSet", new String[] {"spec", "template", "spec"},
            "Job", new String[] {"spec", "template", "spec"},
            "CronJob", new String[] {"spec", "jobTemplate", "spec", "template", "spec"});

    private GatedFields() {}

    public static void drop(GroupVersionKind kind, ObjectNode object) {
        if (!BY_KIND.containsKey(kind.kind()) && !POD_SPECS.containsKey(kind.kind())
                || SchemaCatalog.builtIn().find(kind).isEmpty()) {
            return;
        }
        List<String> paths = BY_KIND.get(kind.kind());
        if (paths != null) {
            paths.forEach(path -> drop(object, path));
        }
        String[] at = POD_SPECS.get(kind.kind());
        if (at != null) {
            JsonNode spec = object;
            for (String field : at) {
                spec = spec.path(field);
            }
            if (spec instanceof ObjectNode pod) {
                pod.remove(IN_PODS);
                for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
                    for (JsonNode container : pod.path(list)) {
                        if (container.get("lifecycle") instanceof ObjectNode lifecycle) {
                            lifecycle.remove(IN_CONTAINERS);
                        }
                    }
                }
            }
        }
    }

    private static void drop(JsonNode node, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            if (node instanceof ObjectNode object) {
                object.remove(path);
            }
            return;
        }
        String field = path.substring(0, dot);
        String rest = path.substring(dot + 1);
        if (field.endsWith("[]") || field.endsWith("{}")) {
            node.path(field.substring(0, field.length() - 2)).forEach(item -> drop(item, rest));
        } else {
            drop(node.path(field), rest);
        }
    }
}
