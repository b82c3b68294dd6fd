package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was recorded, as one line per event: {@code Normal ScalingReplicaSet Deployment/web Scaled up ...}. */
public final class FakeEventRecorder implements EventRecorder {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message) {
        events.add(
                type.wireName() + " " + reason + " " + regarding.getKind() + "/" + regarding.getName() + " " + message);
    }

    public List<String> events() {
        return List.copyOf(events);
    }

    public void clear() {
        events.clear();
    }
}
