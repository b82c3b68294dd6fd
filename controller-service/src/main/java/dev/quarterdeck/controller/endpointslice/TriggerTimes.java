package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when what a slice now says is true, for measuring how long it takes until everybody knows (annotation
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
final class TriggerTimes {
    static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    private final Map<ObjectKey, Map<String, Instant>> known = new ConcurrentHashMap<>();

    void forget(ObjectKey service) {
        known.remove(service);
    }

    Optional<Instant> look(ObjectKey key, Service service, Collection<Pod> pods) {
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

    static EndpointSlicePlan stamped(EndpointSlicePlan plan, Optional<Instant> time) {
        return new EndpointSlicePlan(stamped(plan.create(), time), stamped(plan.update(), time), plan.delete());
    }

    private static List<EndpointSlice> stamped(List<EndpointSlice> slices, Optional<Instant> time) {
        return slices.stream().map(slice -> stamped(slice, time)).toList();
    }

    private static EndpointSlice stamped(EndpointSlice slice, Optional<Instant> time) {
        Map<String, String> annotations = new HashMap<>();
        if (slice.getMetadata().getAnnotations() != null) {
            annotations.putAll(slice.getMetadata().getAnnotations());
        }
        annotations.remove(ANNOTATION);
        time.ifPresent(t -> annotations.put(ANNOTATION, t.toString()));
        return new EndpointSliceBuilder(slice)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
