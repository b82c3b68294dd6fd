package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three places of pods that wait, and the ways between them: active (by priority, then by age), backing off, unschedulable. A pod is in one of them. Tells a
 * listener who comes into which. Not thread-safe: the queue holds its lock.
 */
final class WaitingPods {
    private final OrderedPods active = new OrderedPods(Waiting.MOST_URGENT_FIRST);
    private final BackingOffPods backingOff;
    private final UnschedulablePods unschedulable;
    private QueueListener listener = QueueListener.NONE;

    WaitingPods(WakeRule helps, Duration firstBackoff, Duration longestBackoff) {
        this.unschedulable = new UnschedulablePods(helps);
        this.backingOff = new BackingOffPods(firstBackoff, longestBackoff);
    }

    void tell(QueueListener who) {
        listener = who;
    }

    void activate(Waiting waiting, String event) {
        active.put(waiting);
        listener.came("active", event);
    }

    /** It is worth another try: at once, where its back-off is over or it was never tried. */
    void backOffOrActivate(Waiting waiting, Instant now, String event) {
        if (waiting.attempts() == 0 || !backingOff.due(waiting).isAfter(now)) {
            activate(waiting, event);
        } else {
            backingOff.put(waiting);
            listener.came("backoff", event);
        }
    }

    /** Nothing has happened that may help it. */
    void waitForChange(Waiting waiting, String event) {
        unschedulable.put(waiting);
        listener.came("unschedulable", event);
    }

    /** One that is not to be tried yet, and is in none of the places: the reference has it in that of those no node takes. */
    void toldOfGated(String event) {
        listener.came("unschedulable", event);
    }

    /** It stays among those that wait for a change, and is seen as it is now. */
    void stay(Waiting waiting) {
        unschedulable.put(waiting);
    }

    /** It stays where it is, and is seen as it is now. */
    void refresh(PodRequest pod) {
        Waiting late = backingOff.get(pod.uid());
        if (late != null) {
            backingOff.put(late.as(pod));
        }
        Waiting waiting = unschedulable.get(pod.uid());
        if (waiting != null) {
            unschedulable.put(waiting.as(pod));
        }
    }

    boolean mayHelp(Waiting waiting, ClusterChange change) {
        return unschedulable.mayHelp(waiting, change);
    }

    /** Takes away those that wait for such a change. */
    List<Waiting> takeHelped(ClusterChange change) {
        return unschedulable.takeHelped(change);
    }

    /** Takes away one that waits for a change; null where it does not. */
    @Nullable
    Waiting takeUnschedulable(String uid) {
        return unschedulable.remove(uid);
    }

    /** Takes it away from where it is; null where it does not wait. */
    @Nullable
    Waiting remove(String uid) {
        Waiting waiting = active.remove(uid);
        if (waiting == null) {
            waiting = backingOff.remove(uid);
        }
        return waiting == null ? unschedulable.remove(uid) : waiting;
    }

    /** Takes the next to try: the most urgent that is active, else one whose back-off may be cut short; null where there is none. */
    @Nullable
    Waiting next(Instant now) {
        wakeDue(now);
        Waiting next = active.poll();
        if (next == null) {
            next = backingOff.pollEarly();
            if (next != null) {
                listener.came("active", EventNames.TAKEN_EARLY);
            }
        }
        return next;
    }

    private void wakeDue(Instant now) {
        for (Waiting next = backingOff.pollDue(now); next != null; next = backingOff.pollDue(now)) {
            activate(next, EventNames.BACKOFF_ENDED);
        }
        Waiting oldest = unschedulable.oldest();
        while (oldest != null
                && !oldest.since().plus(SchedulingQueue.LONGEST_WAIT).isAfter(now)) {
            unschedulable.remove(oldest.uid());
            activate(oldest.asOneThatWaitedLong(), EventNames.WAITED_LONG);
            oldest = unschedulable.oldest();
        }
    }

    /** When the next back-off ends, but {@code end} at the latest. */
    Instant nextDue(Instant end) {
        Instant next = backingOff.nextDue();
        return next == null || !next.isBefore(end) ? end : next;
    }

    /** How many there are, by place. */
    Map<String, Integer> sizes() {
        return Map.of("active", active.size(), "backoff", backingOff.size(), "unschedulable", unschedulable.size());
    }

    /** How many that are not tried now each rule has rejected, by the name of the scheduler; looks at all of them. */
    Map<String, Map<String, Integer>> rejections() {
        Map<String, Map<String, Integer>> bySchedulerName = new HashMap<>();
        unschedulable.forEach(waiting -> waiting.countRejections(bySchedulerName));
        backingOff.forEach(waiting -> waiting.countRejections(bySchedulerName));
        return bySchedulerName;
    }
}
