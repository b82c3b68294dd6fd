package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/resize} (KEP-1287): containers' resources and resize policies come from the request, everything else stays. Pure. */
final class PodResize {
    private static final List<String> LISTS = List.of("containers", "initContainers");

    private PodResize() {}

    /** Where containers came, went or have other names, the request stays as it is, for validation to refuse. */
    static void keepAllButResources(ObjectNode pod, ObjectNode old) {
        if (!(old.path("spec") instanceof ObjectNode before)) {
            return;
        }
        for (String list : LISTS) {
            if (Trees.objects(pod, "spec", list).size()
                    != Trees.objects(before, list).size()) {
                return;
            }
        }
        ObjectNode spec = before.deepCopy();
        ObjectNode asked = pod.path("spec") instanceof ObjectNode s ? s : pod.objectNode();
        for (String list : LISTS) {
            List<ObjectNode> containers = Trees.objects(spec, list);
            List<ObjectNode> wanted = Trees.objects(asked, list);
            if (sameNames(containers, wanted)) {
                for (int i = 0; i < wanted.size(); i++) {
                    takeField(containers.get(i), wanted.get(i), "resources");
                    takeField(containers.get(i), wanted.get(i), "resizePolicy");
                }
            } else {
                takeField(spec, asked, list);
            }
        }
        takeField(spec, asked, "resources");
        pod.set("spec", spec);
        if (old.get("metadata") instanceof ObjectNode metadata) {
            pod.set("metadata", metadata.deepCopy());
        }
        JsonNode status = old.get("status");
        if (status != null) {
            pod.set("status", status);
        }
    }

    private static boolean sameNames(List<ObjectNode> containers, List<ObjectNode> others) {
        for (int i = 0; i < containers.size(); i++) {
            if (!Trees.text(containers.get(i), "name").equals(Trees.text(others.get(i), "name"))) {
                return false;
            }
        }
        return true;
    }

    /** How a pod is served when its node is short does not change with its size. Pods that are not resized at all are not looked at. */
    static List<FieldError> errors(ObjectNode pod, ObjectNode old) {
        if (old.path("metadata").path("annotations").has("kubernetes.io/config.mirror")
                || Trees.text(old, "spec", "os", "name").equals("windows")) {
            return List.of();
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
