package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.reconcile.event.EventAction;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;

/** What pods are told by the scheduler, in the reference's words: each event names the profile that speaks and what it was doing. Never blocks; thread-safe. */
public final class SchedulingEvents {
    private final EventRecorder recorder;

    public SchedulingEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    void scheduled(PodRequest pod, String node) {
        tell(
                pod.pod(),
                EventType.NORMAL,
                "Scheduled",
                "Successfully assigned " + Scheduler.nameOf(pod) + " to " + node,
                new EventAction(Scheduler.profileOf(pod), "Binding", null));
    }

    /** No node takes it, or it could not be decided, or what was decided could not be carried out. */
    void failed(PodRequest pod, String why) {
        tell(
                pod.pod(),
                EventType.WARNING,
                "FailedScheduling",
                why,
                new EventAction(Scheduler.profileOf(pod), "Scheduling", null));
    }

    /** @param node the one that is being cleared; {@code cluster} where that is more than one */
    void preempted(Pod victim, Preemptor by, String node) {
        tell(
                victim,
                EventType.NORMAL,
                "Preempted",
                "Preempted by " + by.type() + " " + by.uid() + " on node " + node,
                new EventAction(by.schedulerName(), "Preempting", reference(by.object())));
    }

    /** Devices that it was given have to be made ready first. */
    public void waitsForDevices(PodRequest pod, String node) {
        tell(
                pod.pod(),
                EventType.NORMAL,
                "BindingConditionsPending",
                "waiting for binding conditions for device on node " + node,
                new EventAction(Scheduler.profileOf(pod), "Scheduling", null));
    }

    private void tell(Pod pod, EventType type, String reason, String message, EventAction action) {
        recorder.record(reference(pod), type, reason, message, action);
    }

    private static ObjectReference reference(HasMetadata object) {
        return EventRecorder.reference(object, "");
    }
}
