package dev.quarterdeck.node.event;

import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/** {@link PodEvents} by way of the event recorder, which buffers, counts repetitions, and drops what is too much. */
public final class RecordedPodEvents implements PodEvents {
    private final EventRecorder recorder;

    public RecordedPodEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void event(Pod pod, @Nullable PodContainer container, Type type, String reason, String message) {
        ObjectReference reference = EventRecorder.reference(pod, container == null ? "" : container.fieldPath());
        recorder.record(
                reference,
                switch (type) {
                    case NORMAL -> EventType.NORMAL;
                    case WARNING -> EventType.WARNING;
                },
                reason,
                message);
    }
}
