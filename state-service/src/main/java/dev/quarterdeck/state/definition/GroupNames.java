package dev.quarterdeck.state.definition;

import dev.quarterdeck.state.kind.Trees;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names that definitions of one group hold: what paths and the command line call resources, and what bodies call kinds. The two do not collide with each
 * other.
 */
record GroupNames(Set<String> resources, Set<String> kinds) {
    static final GroupNames NONE = new GroupNames(Set.of(), Set.of());

    /** What a definition holds by now. */
    static GroupNames acceptedBy(ObjectNode definition) {
        ObjectNode names = Trees.objectAt(definition, "status", "acceptedNames");
        if (names == null) {
            return NONE;
        }
        Set<String> resources = new HashSet<>(Trees.texts(names, "shortNames"));
        resources.add(Trees.text(names, "plural"));
        resources.add(Trees.text(names, "singular"));
        resources.remove("");
        Set<String> kinds = new HashSet<>(Set.of(Trees.text(names, "kind")));
        kinds.add(Trees.text(names, "listKind"));
        kinds.remove("");
        return new GroupNames(Set.copyOf(resources), Set.copyOf(kinds));
    }

    GroupNames and(GroupNames other) {
        Set<String> allResources = new HashSet<>(resources);
        allResources.addAll(other.resources);
        Set<String> allKinds = new HashSet<>(kinds);
        allKinds.addAll(other.kinds);
        return new GroupNames(allResources, allKinds);
    }
}
