package dev.quarterdeck.node.spec;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.time.Duration;
import java.util.Optional;

/** Short questions about a pod, answered with the API's defaults where the object leaves them out. */
public final class PodFacts {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private PodFacts() {}

    public static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    public static String namespace(Pod pod) {
        return pod.getMetadata().getNamespace();
    }

    public static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    /** {@code name_namespace(uid)}, as messages name pods. */
    public static String id(Pod pod) {
        return name(pod) + "_" + namespace(pod) + "(" + uid(pod) + ")";
    }

    public static boolean deleted(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    public static boolean hostNetwork(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    public static String restartPolicy(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getRestartPolicy()).orElse("Always");
    }

    public static Optional<PodSecurityContext> securityContext(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext());
    }

    /** What a deletion asks for, else what the pod wants. */
    public static Duration gracePeriod(Pod pod) {
        Long asked = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (deleted(pod) && asked != null) {
            return Duration.ofSeconds(Math.max(0, asked));
        }
        Long wanted = pod.getSpec().getTerminationGracePeriodSeconds();
        return wanted == null ? DEFAULT_GRACE : Duration.ofSeconds(Math.max(1, wanted));
    }

    public static boolean finished(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    public static long generation(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getGeneration()).orElse(0L);
    }
}
