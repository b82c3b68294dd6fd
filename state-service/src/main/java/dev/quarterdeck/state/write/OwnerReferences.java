package dev.quarterdeck.state.write;

import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An owner that is named twice in the same words counts once. */
final class OwnerReferences {
    private OwnerReferences() {}

    static void dropDuplicates(ObjectNode object, List<String> warnings) {
        if (!(object.path("metadata").get("ownerReferences") instanceof ArrayNode owners) || owners.size() < 2) {
            return;
        }
        List<ObjectNode> kept = new ArrayList<>(owners.size());
        List<String> dropped = new ArrayList<>(0);
        for (ObjectNode owner : Trees.objects(object, "metadata", "ownerReferences")) {
            if (kept.contains(owner)) {
                dropped.add(Trees.text(owner, "uid"));
            } else {
                kept.add(owner);
            }
        }
        if (!dropped.isEmpty()) {
            owners.removeAll();
            kept.forEach(owners::add);
            warnings.add(".metadata.ownerReferences contains duplicate entries; API server dedups owner references in"
                    + " 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate"
                    + " UID(s) observed: " + String.join(", ", dropped));
        }
    }
}
