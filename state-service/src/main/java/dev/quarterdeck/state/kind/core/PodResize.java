package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/resize} (KEP-1287): containers' resources and resize policies come from the request, everything else stays. Pure. */
final class PodResize {
    private PodResize() {}

    static void keepAllButResources(ObjectNode pod, ObjectNode old) {
        ObjectNode spec = old.path("spec") instanceof ObjectNode s ? s.deepCopy() : pod.objectNode();
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(spec, list)) {
                for (ObjectNode wanted : Trees.objects(pod, "spec", list)) {
                    if (Trees.text(wanted, "name").equals(Trees.text(container, "name"))) {
                        takeField(container, wanted, "resources");
                        takeField(container, wanted, "resizePolicy");
                    }
                }
            }
        }
        takeField(spec, pod.path("spec") instanceof ObjectNode s ? s : pod.objectNode(), "resources");
        pod.set("spec", spec);
        if (old.get("metadata") instanceof ObjectNode metadata) {
            pod.set("metadata", metadata.deepCopy());
        }
        JsonNode status = old.get("status");
        if (status != null) {
            pod.set("status", status);
        }
    }

    static List<FieldError> errors(ObjectNode pod, ObjectNode old) {
        if (old.path("metadata").path("annotations").has("kubernetes.io/config.mirror")) {
            return List.of(FieldError.forbidden("", "static pods cannot be resized"));
        }
        if (Trees.text(old, "spec", "os", "name").equals("windows")) {
            return List.of(FieldError.forbidden("", "windows pods cannot be resized"));
        }
        for (String list : List.of("containers", "initContainers")) {
            if (Trees.objects(pod, "spec", list).stream()
                    .anyMatch(c -> !Trees.objects(c, "resources", "claims").isEmpty())) {
                return List.of(FieldError.forbidden("spec", "only cpu and memory resources are mutable"));
            }
        }
        String before = Trees.text(old, "status", "qosClass");
        String after = QosClass.of(pod);
        if (!before.isEmpty() && !before.equals(after)) {
            return List.of(FieldError.invalid(
                    "spec", "\"" + before + "\"", "Pod QOS Class may not change as a result of resizing"));
        }
        return List.of();
    }

    private static void takeField(ObjectNode to, ObjectNode from, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }
}
