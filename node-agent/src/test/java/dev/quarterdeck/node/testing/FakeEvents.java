package dev.quarterdeck.node.testing;

import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.spec.PodContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps every event as {@code pod Reason: message}. */
public final class FakeEvents implements PodEvents {
    public final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void event(Pod pod, @Nullable PodContainer container, Type type, String reason, String message) {
        events.add(pod.getMetadata().getName() + " " + reason + ": " + message);
    }

    public List<String> of(Pod pod) {
        return events.stream()
                .filter(event -> event.startsWith(pod.getMetadata().getName() + " "))
                .map(event -> event.substring(pod.getMetadata().getName().length() + 1))
                .toList();
    }
}
