package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.reconcile.event.EventAction;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was recorded, as one line per event: {@code Normal ScalingReplicaSet Deployment/web Scaled up ...}. */
public final class FakeEventRecorder implements EventRecorder {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> actions = new CopyOnWriteArrayList<>();

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message) {
        events.add(type.wireName() + " " + reason + " " + nameOf(regarding) + " " + message);
    }

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message, EventAction action) {
        record(regarding, type, reason, message);
        ObjectReference related = action.related();
        actions.add(reason + " " + nameOf(regarding) + " " + action.name() + " by " + action.controller()
                + (related == null ? "" : " for " + related.getApiVersion() + " " + nameOf(related)));
    }

    private static String nameOf(ObjectReference object) {
        return object.getKind() + "/" + object.getName();
    }

    public List<String> events() {
        return List.copyOf(events);
    }

    /** What was being done, of those that say it: {@code Preempted Pod/low Preempting by default-scheduler for v1 Pod/high}. */
    public List<String> actions() {
        return List.copyOf(actions);
    }

    public void clear() {
        events.clear();
        actions.clear();
    }
}
