package dev.quarterdeck.state.definition;

import dev.quarterdeck.state.definition.DefinitionStatus.Condition;
import dev.quarterdeck.state.kind.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the status of a definition: which of its names are its own, and with them whether it is served; whether its schemas are structural; whether the
 * groups of the Kubernetes community may be used (API reference: CustomResourceDefinitionCondition). Pure; changes the tree it is given.
 */
final class DefinitionPlanner {
    private static final String APPROVAL = "api-approved.kubernetes.io";
    private static final String POLICY = "KubernetesAPIApprovalPolicyConformant";

    private DefinitionPlanner() {}

    /** True where the status has to be written. @param taken names that other definitions of the group hold */
    static boolean plan(ObjectNode definition, GroupNames taken, Instant now) {
        boolean changed = names(definition, taken, now);
        changed |= established(definition, now);
        changed |= structural(definition, now);
        changed |= approved(definition, now);
        return changed;
    }

    private static boolean names(ObjectNode definition, GroupNames taken, Instant now) {
        ObjectNode wanted = Trees.objectAt(definition, "spec", "names");
        if (wanted == null) {
            return false;
        }
        ObjectNode status = Trees.child(definition, "status");
        ObjectNode accepted = Trees.child(status, "acceptedNames");
        ObjectNode next = accepted.deepCopy();
        Condition refused = null;
        for (String field : List.of("plural", "singular")) {
            refused = name(wanted, accepted, next, field, taken.resources(), refused);
        }
        refused = shortNames(wanted, accepted, next, taken.resources(), refused);
        for (String field : List.of("kind", "listKind")) {
            refused = name(wanted, accepted, next, field, taken.kinds(), refused);
        }
        copy(wanted, next, "categories");
        boolean changed = !next.equals(accepted);
        status.set("acceptedNames", next);
        Condition verdict =
                refused != null ? refused : new Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found");
        return DefinitionStatus.set(definition, verdict, now) | changed;
    }

    private static @Nullable Condition name(
            ObjectNode wanted,
            ObjectNode accepted,
            ObjectNode next,
            String field,
            Set<String> taken,
            @Nullable Condition refused) {
        String name = Trees.text(wanted, field);
        if (!name.equals(Trees.text(accepted, field)) && taken.contains(name)) {
            String reason = Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Conflict";
            return new Condition("NamesAccepted", "False", reason, "\"" + name + "\" is already in use");
        }
        next.put(field, name);
        return refused;
    }

    private static @Nullable Condition shortNames(
            ObjectNode wanted, ObjectNode accepted, ObjectNode next, Set<String> taken, @Nullable Condition refused) {
        Set<String> own = new HashSet<>(Trees.texts(accepted, "shortNames"));
        List<String> conflicts = new ArrayList<>();
        for (String name : Trees.texts(wanted, "shortNames")) {
            if (!own.contains(name) && taken.contains(name)) {
                conflicts.add("\"" + name + "\" is already in use");
            }
        }
        if (conflicts.isEmpty()) {
            copy(wanted, next, "shortNames");
            return refused;
        }
        String words = conflicts.size() == 1 ? conflicts.getFirst() : "[" + String.join(", ", conflicts) + "]";
        return new Condition("NamesAccepted", "False", "ShortNamesConflict", words);
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        List<String> values = Trees.texts(from, field);
        if (values.isEmpty()) {
            to.remove(field);
        } else {
            ArrayNode list = to.putArray(field);
            values.forEach(list::add);
        }
    }

    /** Once established, always established: a conflict that comes later changes no name that is in use. */
    private static boolean established(ObjectNode definition, Instant now) {
        if (DefinitionStatus.isTrue(definition, "Established")) {
            return false;
        }
        return DefinitionStatus.set(
                definition,
                DefinitionStatus.isTrue(definition, "NamesAccepted")
                        ? new Condition(
                                "Established", "True", "InitialNamesAccepted", "the initial names have been accepted")
                        : new Condition("Established", "False", "NotAccepted", "not all names are accepted"),
                now);
    }

    /** Schemas that are not structural are refused when they are written; what is left is the switch that turns them off. */
    private static boolean structural(ObjectNode definition, Instant now) {
        return Trees.isTrue(definition, "spec", "preserveUnknownFields")
                ? DefinitionStatus.set(
                        definition,
                        new Condition(
                                "NonStructuralSchema",
                                "True",
                                "Violations",
                                "spec.preserveUnknownFields: Invalid value: true: must be false"),
                        now)
                : DefinitionStatus.remove(definition, "NonStructuralSchema");
    }

    private static boolean approved(ObjectNode definition, Instant now) {
        String group = Trees.text(definition, "spec", "group");
        if (!group.equals("k8s.io")
                && !group.equals("kubernetes.io")
                && !group.endsWith(".k8s.io")
                && !group.endsWith(".kubernetes.io")) {
            return false;
        }
        String annotation = Trees.text(definition, "metadata", "annotations", APPROVAL);
        String why = "protected groups must have approval annotation \"" + APPROVAL
                + "\", see https://github.com/kubernetes/enhancements/pull/1111";
        Condition verdict;
        if (annotation.isEmpty()) {
            verdict = new Condition(POLICY, "False", "MissingAnnotation", why);
        } else if (annotation.startsWith("unapproved")) {
            verdict = new Condition(POLICY, "False", "UnapprovedAnnotation", "not approved: \"" + annotation + "\"");
        } else if (isUrl(annotation)) {
            verdict = new Condition(POLICY, "True", "ApprovedAnnotation", "approved in " + annotation);
        } else {
            verdict = new Condition(
                    POLICY,
                    "False",
                    "InvalidAnnotation",
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\" with either a URL or a reason starting with \"unapproved\","
                            + " see https://github.com/kubernetes/enhancements/pull/1111");
        }
        return DefinitionStatus.set(definition, verdict, now);
    }

    private static boolean isUrl(String text) {
        try {
            java.net.URI uri = new java.net.URI(text);
            return Objects.nonNull(uri.getScheme()) && Objects.nonNull(uri.getHost());
        } catch (java.net.URISyntaxException e) {
            return false;
        }
    }
}
