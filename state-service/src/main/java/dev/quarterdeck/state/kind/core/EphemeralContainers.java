package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/ephemeralcontainers} (KEP-277): containers may be added to look into a running pod; none may be changed or taken away. Pure. */
final class EphemeralContainers {
    private static final String FIELD = "spec.ephemeralContainers";

    private EphemeralContainers() {}

    static List<FieldError> errors(ObjectNode pod, ObjectNode old) {
        if (old.path("metadata").path("annotations").has("kubernetes.io/config.mirror")) {
            return List.of(FieldError.forbidden("", "static pods do not support ephemeral containers"));
        }
        List<FieldError> errors = new ArrayList<>(0);
        List<ObjectNode> containers = Trees.objects(pod, "spec", "ephemeralContainers");
        Set<String> names = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            Trees.objects(pod, "spec", list).forEach(c -> names.add(Trees.text(c, "name")));
        }
        for (int i = 0; i < containers.size(); i++) {
            String at = FIELD + "[" + i + "]";
            String name = Trees.text(containers.get(i), "name");
            if (name.isEmpty()) {
                errors.add(FieldError.required(at + ".name", ""));
            } else if (!names.add(name)) {
                errors.add(new FieldError(FieldError.Type.DUPLICATE, at + ".name", "\"" + name + "\"", ""));
            }
            if (Trees.text(containers.get(i), "image").isEmpty()) {
                errors.add(FieldError.required(at + ".image", ""));
            }
        }
        for (ObjectNode before : Trees.objects(old, "spec", "ephemeralContainers")) {
            String name = Trees.text(before, "name");
            ObjectNode after = containers.stream()
                    .filter(c -> Trees.text(c, "name").equals(name))
                    .findFirst()
                    .orElse(null);
            if (after == null) {
                errors.add(FieldError.forbidden(
                        FIELD, "existing ephemeral containers \"" + name + "\" may not be removed\n"));
            } else if (!after.equals(before)) {
                errors.add(FieldError.forbidden(
                        FIELD, "existing ephemeral containers \"" + name + "\" may not be changed\n"));
            }
        }
        return errors;
    }
}
