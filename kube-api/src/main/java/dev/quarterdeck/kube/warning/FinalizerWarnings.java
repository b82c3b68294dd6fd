package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finalizers of custom resources may have any name; those without a domain and a path are warned of when they come. Pure. */
public final class FinalizerWarnings {
    private FinalizerWarnings() {}

    /** @param old null where the object is new */
    public static List<String> of(ObjectNode object, @Nullable ObjectNode old) {
        JsonNode finalizers = object.path("metadata").path("finalizers");
        if (finalizers.isEmpty()) {
            return List.of();
        }
        Set<String> before = new HashSet<>();
        if (old != null) {
            old.path("metadata").path("finalizers").forEach(f -> before.add(f.asString("")));
        }
        List<String> warnings = new ArrayList<>(0);
        for (JsonNode finalizer : finalizers) {
            String name = finalizer.asString("");
            if (before.add(name) && !MetadataRules.isQualifiedOrStandard(name)) {
                warnings.add(
                        "metadata.finalizers: " + Quoting.quote(name) + ": prefer a domain-qualified finalizer name "
                                + (name.indexOf('.') >= 0 ? "including a path (/) " : "")
                                + "to avoid accidental conflicts with other finalizer writers");
            }
        }
        return warnings;
    }
}
