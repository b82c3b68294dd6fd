package dev.quarterdeck.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The annotations that keep a Deployment's history on its replica sets; {@code kubectl rollout} reads them. */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MAX,
            "deprecated.deployment.rollback.to");

    private Revisions() {}

    static long of(ReplicaSet set) {
        return number(set, REVISION);
    }

    static long max(Collection<ReplicaSet> sets) {
        return sets.stream().mapToLong(Revisions::of).max().orElse(0);
    }

    /** The annotation as a number; 0 where it is absent or none. */
    static long number(ReplicaSet set, String annotation) {
        Map<String, String> annotations = set.getMetadata().getAnnotations();
        String value = annotations == null ? null : annotations.get(annotation);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Annotations of the newest set: the Deployment's own, its revision, and the revisions it had before when it is used again after a rollback. */
    static Map<String, String> ofNewest(Deployment deployment, Map<String, String> before, long revision) {
        Map<String, String> result = new LinkedHashMap<>(before);
        Map<String, String> own = deployment.getMetadata().getAnnotations();
        if (own != null) {
            own.forEach((key, value) -> {
                if (!NOT_COPIED.contains(key)) {
                    result.put(key, value);
                }
            });
        }
        String old = before.get(REVISION);
        if (old == null || isLess(old, revision)) {
            result.put(REVISION, Long.toString(revision));
            if (old != null) {
                result.merge(HISTORY, old, (history, last) -> history + "," + last);
            }
        }
        return result;
    }

    private static boolean isLess(String revision, long than) {
        try {
            return Long.parseLong(revision) < than;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
