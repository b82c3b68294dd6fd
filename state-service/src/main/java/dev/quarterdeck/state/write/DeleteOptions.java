package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How something is to be deleted (API reference: meta/v1 DeleteOptions).
 *
 * @param gracePeriodSeconds null where the kind decides
 * @param uid precondition; null for none
 * @param resourceVersion precondition; null for none
 * @param orphanDependents the deprecated form of {@code propagation}
 * @param propagation Orphan, Background or Foreground; null where the kind decides
 */
record DeleteOptions(
        @Nullable Long gracePeriodSeconds,
        @Nullable String uid,
        @Nullable String resourceVersion,
        @Nullable Boolean orphanDependents,
        @Nullable String propagation,
        boolean dryRun) {

    static final DeleteOptions NONE = new DeleteOptions(null, null, null, null, null, false);

    static DeleteOptions read(ObjectRules rules, byte @Nullable [] body, String contentType) {
        if (body == null || body.length == 0) {
            return NONE;
        }
        ObjectNode options = rules.decodeAny(body, contentType, "DeleteOptions");
        String kind = Trees.text(options, "kind");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw ApiException.badRequest("no kind \"" + kind + "\" is registered for version \""
                    + Trees.text(options, "apiVersion")
                    + "\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }
        return of(options);
    }

    static DeleteOptions of(@Nullable ObjectNode options) {
        if (options == null) {
            return NONE;
        }
        ObjectNode preconditions = Trees.objectAt(options, "preconditions");
        String propagation = Trees.text(options, "propagationPolicy");
        Boolean orphan = options.path("orphanDependents").isBoolean()
                ? (Boolean) options.path("orphanDependents").booleanValue()
                : null;
        List<FieldError> errors = new ArrayList<>();
        if (orphan != null && !propagation.isEmpty()) {
            errors.add(FieldError.invalid(
                    "propagationPolicy",
                    "\"" + propagation + "\"",
                    "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (!List.of("", "Orphan", "Background", "Foreground").contains(propagation)) {
            errors.add(new FieldError(
                    FieldError.Type.NOT_SUPPORTED,
                    "propagationPolicy",
                    "\"" + propagation + "\"",
                    "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        }
        List<String> dryRun = Trees.texts(options, "dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals(List.of("All"))) {
            errors.add(new FieldError(
                    FieldError.Type.NOT_SUPPORTED,
                    "dryRun",
                    "[\"" + String.join("\",\"", dryRun) + "\"]",
                    "supported values: \"All\""));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
        }
        return new DeleteOptions(
                grace(Trees.number(options, "gracePeriodSeconds")),
                nullIfEmpty(Trees.text(preconditions, "uid")),
                nullIfEmpty(Trees.text(preconditions, "resourceVersion")),
                orphan,
                nullIfEmpty(propagation),
                !dryRun.isEmpty());
    }

    /** A negative time counts as the shortest. */
    private static @Nullable Long grace(@Nullable Long seconds) {
        return seconds != null && seconds < 0 ? Long.valueOf(1) : seconds;
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
