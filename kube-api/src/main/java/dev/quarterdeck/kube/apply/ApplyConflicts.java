package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fields that an apply would take from other managers. Carries which and whose, and words the answer. */
final class ApplyConflicts {

    private final SortedMap<ManagedEntry.Id, FieldSet> fields = new TreeMap<>();

    void add(ManagedEntry.Id manager, FieldSet set) {
        if (!set.isEmpty()) {
            fields.put(manager, set);
        }
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Without the fields that may be taken. */
    ApplyConflicts without(FieldSet allowed) {
        ApplyConflicts left = new ApplyConflicts();
        fields.forEach((manager, set) -> left.add(manager, set.difference(allowed)));
        return left;
    }

    /** 409 with a cause for each field. */
    ApiException refusal() {
        List<ApiException.Cause> causes = new ArrayList<>();
        Map<String, List<String>> paths = new LinkedHashMap<>();
        fields.forEach((manager, set) -> set.forEach(path -> {
            String who = manager.describe();
            StringBuilder field = new StringBuilder();
            path.forEach(element -> element.describe(field));
            paths.computeIfAbsent(who, w -> new ArrayList<>()).add(field.toString());
            causes.add(new ApiException.Cause("FieldManagerConflict", "conflict with " + who, field.toString()));
        }));
        return new ApiException(
                StatusReason.CONFLICT,
                message(causes, paths),
                new ApiException.Details(null, null, null, null, causes, 0));
    }

    private static String message(List<ApiException.Cause> causes, Map<String, List<String>> paths) {
        if (causes.size() == 1) {
            ApiException.Cause only = causes.getFirst();
            return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
        }
        List<String> lines = new ArrayList<>();
        paths.forEach((who, fields) -> {
            lines.add("conflicts with " + who + ":");
            fields.forEach(field -> lines.add("- " + field));
        });
        return "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
    }
}
