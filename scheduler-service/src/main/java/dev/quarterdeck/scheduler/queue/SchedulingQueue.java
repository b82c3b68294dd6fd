package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pods that wait for a node, each in exactly one of three places: active (tried next, by priority, then by age), backing off (1 s, doubling to 10 s), or
 * unschedulable (until a change that may help one of the rules that rejected it, or five minutes). Thread-safe; one thread takes. While no pod is active, those that
 * back off because rules rejected them are tried early: their turn is what they give up, and nobody wants it. Those whose attempt failed otherwise wait their time.
 *
 * <p>A change that arrives while a pod is being tried would be missed by it: such changes are remembered for the pods in flight and looked at when they come
 * back.
 */
public final class SchedulingQueue {
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final ClusterChange CHANGED = ClusterChange.of(ClusterChange.Kind.POD_CHANGED);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WaitingPods pods;
    private final PodsInFlight inFlight = new PodsInFlight();
    private final Set<String> gated = new HashSet<>();
    private long nextOrder;

    public SchedulingQueue(InstantSource clock, WakeRule helps) {
        this(clock, helps, FIRST_BACKOFF, LONGEST_BACKOFF);
    }

    /** @param helps which changes may help a pod that rules rejected */
    public SchedulingQueue(InstantSource clock, WakeRule helps, Duration firstBackoff, Duration longestBackoff) {
        this.clock = clock;
        this.pods = new WaitingPods(helps, firstBackoff, longestBackoff);
    }

    /** A pod that is new or was changed. One that is known keeps its place, unless the change may help it. */
    public void add(PodRequest pod) {
        add(pod, PodUpdate.OTHERWISE);
    }

    /** @param update what was changed about it, where it was there before */
    public void add(PodRequest pod, PodUpdate update) {
        lock.lock();
        try {
            String event = EventNames.of(update);
            boolean wasGated = gated.remove(pod.uid());
            if (inFlight.has(pod.uid())) {
                inFlight.changed(pod, true);
                return;
            }
            Waiting known = pods.remove(pod.uid());
            if (known == null) {
                activate(
                        new Waiting(pod, 0, clock.instant(), clock.instant(), nextOrder++, Set.of(), false),
                        wasGated ? event : EventNames.POD_ADDED);
                return;
            }
            Waiting now = known.as(pod);
            if (now.attempts() == 0) {
                activate(now, event);
            } else if (now.rejectedBy().isEmpty() || pods.mayHelp(now, CHANGED)) {
                backOffOrActivate(now, event);
            } else {
                pods.stay(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A change that makes no difference to where the pod can go, as of its status: it stays where it is, and is seen as it is now. */
    public void refresh(PodRequest pod) {
        lock.lock();
        try {
            inFlight.changed(pod, false);
            pods.refresh(pod);
        } finally {
            lock.unlock();
        }
    }

    /** A pod whose gates are closed: counted, and nothing else, until it comes by {@link #add}. */
    public void gated(String uid) {
        lock.lock();
        try {
            pods.remove(uid);
            inFlight.remove(uid);
            if (gated.add(uid)) {
                pods.toldOfGated(EventNames.POD_ADDED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pod that is gone, ended, or has a node. */
    public void delete(String uid) {
        lock.lock();
        try {
            gated.remove(uid);
            pods.remove(uid);
            inFlight.remove(uid);
        } finally {
            lock.unlock();
        }
    }

    /** Something changed in the cluster: pods it may help go on, the others stay where they are. */
    public void moved(ClusterChange change) {
        lock.lock();
        try {
            inFlight.happened(change);
            pods.takeHelped(change).forEach(w -> backOffOrActivate(w, EventNames.of(change)));
        } finally {
            lock.unlock();
        }
    }

    /** A pod has lost what it waited for, as its nomination: it is tried again. */
    public void activate(String uid) {
        lock.lock();
        try {
            Waiting waiting = pods.takeUnschedulable(uid);
            if (waiting != null) {
                backOffOrActivate(waiting, EventNames.ACTIVATED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next pod to try, at most {@code limit}; empty where none came. The caller says later what became of it. */
    public Optional<PodRequest> take(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Instant end = clock.instant().plus(limit);
            while (true) {
                Waiting next = pods.next(clock.instant());
                if (next != null) {
                    inFlight.take(next);
                    return Optional.of(next.request());
                }
                Duration left = Duration.between(clock.instant(), pods.nextDue(end));
                if (!end.isAfter(clock.instant())) {
                    return Optional.empty();
                }
                changed.await(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes pods that are to be tried together, wherever they wait and however long they still had to. The caller says later what became of each.
     *
     * @param first one that has been taken already; empty for none
     * @param uids of the others; what does not wait is passed over
     * @return all of them in the order of active ones
     */
    public List<PodRequest> takeTogether(String first, Collection<String> uids) {
        lock.lock();
        try {
            List<Waiting> all = new ArrayList<>();
            Waiting taken = inFlight.get(first);
            if (taken != null) {
                all.add(taken);
            }
            for (String uid : uids) {
                Waiting waiting = pods.remove(uid);
                if (waiting != null) {
                    inFlight.take(waiting);
                    all.add(waiting);
                }
            }
            all.sort(Waiting.MOST_URGENT_FIRST);
            return all.stream().map(Waiting::request).toList();
        } finally {
            lock.unlock();
        }
    }

    /** No node takes it. */
    public void unschedulable(PodRequest pod, Set<String> rejectedBy) {
        giveBack(pod, rejectedBy, 1);
    }

    /** It lacks something that has to be there first: not an attempt, so that it goes on at once when that comes. */
    public void notReady(PodRequest pod, Set<String> rejectedBy) {
        giveBack(pod, rejectedBy, 0);
    }

    /** It could not be bound, or the attempt failed: tried again after its back-off. */
    public void failed(PodRequest pod) {
        giveBack(pod, Set.of(), 1);
    }

    /** It has its node. Null where it is not known that it was tried. */
    public @Nullable Served bound(String uid) {
        lock.lock();
        try {
            Waiting waiting = inFlight.get(uid);
            delete(uid);
            return waiting == null ? null : Served.of(waiting, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Who wants to know which pods come into which place; one. Before it is used. */
    public void tell(QueueListener who) {
        lock.lock();
        try {
            pods.tell(who);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(PodRequest pod, Set<String> rejectedBy, int attempts) {
        lock.lock();
        try {
            String uid = pod.uid();
            Waiting before = inFlight.get(uid);
            if (before == null) {
                return;
            }
            Waiting waiting = new Waiting(
                    before.request(),
                    before.attempts() + attempts,
                    clock.instant(),
                    before.arrived(),
                    before.order(),
                    rejectedBy,
                    false);
            boolean helped = rejectedBy.isEmpty() || inFlight.missed(uid, change -> pods.mayHelp(waiting, change));
            inFlight.remove(uid);
            if (helped) {
                backOffOrActivate(waiting, EventNames.ATTEMPT_FAILED);
            } else {
                pods.waitForChange(waiting, EventNames.ATTEMPT_FAILED);
            }
        } finally {
            lock.unlock();
        }
    }

    private void backOffOrActivate(Waiting waiting, String event) {
        pods.backOffOrActivate(waiting, clock.instant(), event);
        changed.signal();
    }

    private void activate(Waiting waiting, String event) {
        pods.activate(waiting, event);
        changed.signal();
    }

    /** How many pods wait in each place, for metrics. */
    public Map<String, Integer> sizes() {
        lock.lock();
        try {
            Map<String, Integer> sizes = new HashMap<>(pods.sizes());
            sizes.put("gated", gated.size());
            return sizes;
        } finally {
            lock.unlock();
        }
    }

    /** How many pods that are not tried now each rule has rejected, by the name of the scheduler; looks at all of them. */
    public Map<String, Map<String, Integer>> rejections() {
        lock.lock();
        try {
            return pods.rejections();
        } finally {
            lock.unlock();
        }
    }
}
