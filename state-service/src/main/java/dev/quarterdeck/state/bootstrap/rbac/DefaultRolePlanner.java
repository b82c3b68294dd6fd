package dev.quarterdeck.state.bootstrap.rbac;

import dev.quarterdeck.kube.object.Metadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what becomes of one default role or binding when a cluster starts. What an administrator added stays; what is missing is added again; an
 * object whose annotation {@code rbac.authorization.kubernetes.io/autoupdate} says {@code false} is left alone.
 */
final class DefaultRolePlanner {

    private DefaultRolePlanner() {}

    /** The object to write; empty where what is stored will do. */
    static Optional<ObjectNode> plan(ObjectNode desired, @Nullable ObjectNode existing) {
        if (existing == null) {
            return Optional.of(desired);
        }
        if ("false".equals(Metadata.of(existing).annotations().get(RoleTable.AUTOUPDATE))) {
            return Optional.empty();
        }
        ObjectNode result = existing.deepCopy();
        addMissingEntries(desired, result, "labels");
        addMissingEntries(desired, result, "annotations");
        addMissingElements(desired, result, "rules");
        addMissingElements(desired, result, "subjects");
        for (String field : new String[] {"aggregationRule", "roleRef"}) {
            if (desired.has(field)) {
                result.set(field, desired.get(field));
            }
        }
        return result.equals(existing) ? Optional.empty() : Optional.of(result);
    }

    private static void addMissingEntries(ObjectNode desired, ObjectNode result, String field) {
        ObjectNode metadata = Metadata.of(result).node();
        ObjectNode map = metadata.get(field) instanceof ObjectNode m ? m : metadata.putObject(field);
        desired.path("metadata").path(field).properties().forEach(e -> {
            if (!map.has(e.getKey())) {
                map.set(e.getKey(), e.getValue());
            }
        });
    }

    private static void addMissingElements(ObjectNode desired, ObjectNode result, String field) {
        if (!(desired.get(field) instanceof ArrayNode wanted)) {
            return;
        }
        ArrayNode list = result.get(field) instanceof ArrayNode l ? l : result.putArray(field);
        for (JsonNode element : wanted) {
            if (list.valueStream().noneMatch(element::equals)) {
                list.add(element);
            }
        }
    }
}
