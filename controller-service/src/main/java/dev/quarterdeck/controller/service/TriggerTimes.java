package dev.quarterdeck.controller.service;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Since when what endpoints now say is true, for measuring how long it takes until everybody knows (annotation
 * {@code endpoints.kubernetes.io/last-change-trigger-time}).
 *
 * <pre>
 * the Service               → time
 * is new                      when it was created
 * has pods that changed       when the first of them changed its readiness
 * otherwise                   none
 * </pre>
 *
 * Thread-safe for different Services.
 */
public final class TriggerTimes {
    public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    private final Map<ObjectKey, Map<String, Instant>> known = new ConcurrentHashMap<>();

    public void forget(ObjectKey service) {
        known.remove(service);
    }

    public Optional<Instant> look(ObjectKey key, Service service, Collection<Pod> pods) {
        Map<String, Instant> now = new HashMap<>();
        pods.forEach(pod -> Pods.condition(pod, "Ready")
                .filter(c -> c.getLastTransitionTime() != null)
                .ifPresent(c -> now.put(pod.getMetadata().getName(), Pods.time(c.getLastTransitionTime()))));
        Map<String, Instant> before = known.put(key, now);
        if (before == null) {
            return Optional.of(Pods.time(service.getMetadata().getCreationTimestamp()));
        }
        return now.entrySet().stream()
                .filter(e -> e.getValue().isAfter(before.getOrDefault(e.getKey(), Instant.MIN)))
                .map(Map.Entry::getValue)
                .min(Comparator.naturalOrder());
    }

    /** The annotations with this time in place of an earlier one; without either where there is none. */
    public static Map<String, String> stamped(@Nullable Map<String, String> annotations, Optional<Instant> time) {
        Map<String, String> stamped = annotations == null ? new HashMap<>() : new HashMap<>(annotations);
        stamped.remove(ANNOTATION);
        time.ifPresent(t -> stamped.put(ANNOTATION, t.toString()));
        return stamped;
    }
}
