package dev.quarterdeck.controller.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Decides what users read about a namespace that is being deleted, and whether it may go. Pure.
 *
 * <p>An API server that does not say what it serves may have more: then NamespaceDeletionDiscoveryFailure is True, and the namespace stays.
 *
 * <pre>
 * failures   objects left   finalizers left   → conditions that are True              may go
 * no         no             no                  none                                  yes
 * yes        any            any                 NamespaceDeletionContentFailure       no
 * any        yes            no                  NamespaceContentRemaining             no
 * any        yes            yes                 … and NamespaceFinalizersRemaining    no
 * </pre>
 */
final class NamespacePlanner {

    /**
     * What one round of deletions found.
     *
     * @param left objects that are still there, by resource
     * @param finalizers how many objects wait for each finalizer
     * @param undiscovered group versions of which it is not known what they serve
     */
    record Found(
            Map<String, Integer> left,
            Map<String, Integer> finalizers,
            List<String> failures,
            SortedSet<String> undiscovered) {
        boolean mayGo() {
            return isEmptied() && undiscovered.isEmpty();
        }

        /** Nothing is left of what was looked at. */
        boolean isEmptied() {
            return left.isEmpty() && failures.isEmpty();
        }
    }

    private NamespacePlanner() {}

    static List<NamespaceCondition> conditions(Namespace namespace, Found found, Instant now) {
        List<NamespaceCondition> before = namespace.getStatus() == null
                ? List.of()
                : namespace.getStatus().getConditions();
        List<NamespaceCondition> wanted = List.of(
                discovery(found.undiscovered()),
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                found.failures().isEmpty()
                        ? condition(
                                "NamespaceDeletionContentFailure",
                                false,
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization")
                        : condition(
                                "NamespaceDeletionContentFailure",
                                true,
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, "
                                        + found.failures().size() + " remaining: "
                                        + String.join(", ", found.failures())),
                found.left().isEmpty()
                        ? condition(
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed")
                        : condition(
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + counts(found.left(), " has ")),
                found.finalizers().isEmpty()
                        ? condition(
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : condition(
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + counts(found.finalizers(), " in ")));
        List<NamespaceCondition> result = new ArrayList<>(before);
        for (NamespaceCondition each : wanted) {
            merge(result, each, now);
        }
        return result;
    }

    private static NamespaceCondition discovery(SortedSet<String> failed) {
        if (failed.isEmpty()) {
            return condition(
                    "NamespaceDeletionDiscoveryFailure",
                    false,
                    "ResourcesDiscovered",
                    "All resources successfully discovered");
        }
        return condition(
                "NamespaceDeletionDiscoveryFailure",
                true,
                "DiscoveryFailed",
                failed.stream()
                        .map(version -> version + ": stale GroupVersion discovery: " + version)
                        .collect(Collectors.joining(
                                ", ",
                                "Discovery failed for some groups, " + failed.size()
                                        + " failing: unable to retrieve the complete list of server APIs: ",
                                "")));
    }

    private static String counts(Map<String, Integer> counts, String between) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + between + e.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
    }

    private static NamespaceCondition condition(String type, boolean status, String reason, String message) {
        return new NamespaceConditionBuilder()
                .withType(type)
                .withStatus(status ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    private static void merge(List<NamespaceCondition> conditions, NamespaceCondition wanted, Instant now) {
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (int i = 0; i < conditions.size(); i++) {
            NamespaceCondition before = conditions.get(i);
            if (before.getType().equals(wanted.getType())) {
                boolean same = before.getStatus().equals(wanted.getStatus());
                wanted.setLastTransitionTime(same ? before.getLastTransitionTime() : since);
                conditions.set(i, wanted);
                return;
            }
        }
        wanted.setLastTransitionTime(since);
        conditions.add(wanted);
    }
}
