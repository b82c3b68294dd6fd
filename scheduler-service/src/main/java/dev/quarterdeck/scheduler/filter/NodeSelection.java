package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;

/** Whether a node matches a term of a node selector (core/v1 NodeSelectorTerm): all its requirements hold, and there is at least one. */
public final class NodeSelection {
    private NodeSelection() {}

    /** Any term. */
    public static boolean matches(NodeSelector selector, NodeSnapshot node) {
        for (NodeSelectorTerm term : selector.getNodeSelectorTerms()) {
            if (matches(term, node)) {
                return true;
            }
        }
        return false;
    }

    public static boolean matches(NodeSelectorTerm term, NodeSnapshot node) {
        if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
            return false;
        }
        for (NodeSelectorRequirement requirement : term.getMatchExpressions()) {
            if (!holds(requirement, node.labels().get(requirement.getKey()))) {
                return false;
            }
        }
        for (NodeSelectorRequirement requirement : term.getMatchFields()) {
            String value = "metadata.name".equals(requirement.getKey()) ? node.name() : null;
            if (!holds(requirement, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(NodeSelectorRequirement requirement, @org.jspecify.annotations.Nullable String value) {
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && compare(value, requirement) > 0;
            case "Lt" -> value != null && compare(value, requirement) < 0;
            default -> false;
        };
    }

    /** 0, so that neither holds, where one of them is no number. */
    private static int compare(String value, NodeSelectorRequirement requirement) {
        try {
            return requirement.getValues().size() == 1
                    ? Long.compare(
                            Long.parseLong(value),
                            Long.parseLong(requirement.getValues().getFirst()))
                    : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
