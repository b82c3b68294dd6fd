package dev.quarterdeck.kube.warning;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs, and what makes them. */
final class JobWarnings {
    private static final int MANY_COMPLETIONS = 100_000;
    private static final int MUCH_AT_ONCE = 10_000;

    private JobWarnings() {}

    /** More indexes than can be remembered one by one. */
    static void many(String at, JsonNode spec, @Nullable ObjectNode old, List<String> warnings) {
        if (spec.path("completionMode").asString("").equals("Indexed")
                && spec.path("completions").asLong(0) > MANY_COMPLETIONS
                && spec.path("parallelism").asLong(0) > MUCH_AT_ONCE) {
            warnings.add(at + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher"
                    + " than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes"
                    + " fail");
        }
    }

    static List<String> scheduled(ObjectNode job, @Nullable ObjectNode old) {
        List<String> warnings = new ArrayList<>(0);
        if (old == null) {
            ObjectWarnings.hostname(
                    job.path("metadata").path("name").asString(""),
                    "this is used in Pod names and hostnames, which can result in surprising behavior",
                    warnings);
        }
        warnings.addAll(ObjectWarnings.template(job, old, "spec", "jobTemplate", "spec", "template"));
        many("spec.jobTemplate.spec", job.path("spec").path("jobTemplate").path("spec"), old, warnings);
        return warnings;
    }
}
