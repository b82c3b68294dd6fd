package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pods that wait for a node, each in exactly one of three places: active (tried next, by priority, then by age), backing off (1 s, doubling to 10 s), or
 * unschedulable (until a change that may help one of the rules that rejected it, or five minutes). Thread-safe; one thread takes.
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
    private final Duration firstBackoff;
    private final Duration longestBackoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final OrderedPods active = new OrderedPods(Waiting.MOST_URGENT_FIRST);
    private final OrderedPods backingOff =
            new OrderedPods(Comparator.comparing(this::due).thenComparingLong(Waiting::order));
    private final UnschedulablePods unschedulable;
    private final PodsInFlight inFlight = new PodsInFlight();
    private long nextOrder;

    public SchedulingQueue(InstantSource clock, WakeRule helps) {
        this(clock, helps, FIRST_BACKOFF, LONGEST_BACKOFF);
    }

    /** @param helps which changes may help a pod that rules rejected */
    public SchedulingQueue(InstantSource clock, WakeRule helps, Duration firstBackoff, Duration longestBackoff) {
        this.clock = clock;
        this.unschedulable = new UnschedulablePods(helps);
        this.firstBackoff = firstBackoff;
        this.longestBackoff = longestBackoff;
    }

    /** A pod that is new or was changed. One that is known keeps its place, unless the change may help it. */
    public void add(PodRequest pod) {
        lock.lock();
        try {
            if (inFlight.has(pod.uid())) {
                inFlight.changed(pod, true);
                return;
            }
            Waiting known = remove(pod.uid());
            if (known == null) {
                activate(new Waiting(pod, 0, clock.instant(), nextOrder++, Set.of()));
                return;
            }
            Waiting now = known.as(pod);
            if (now.attempts() == 0) {
                activate(now);
            } else if (now.rejectedBy().isEmpty() || unschedulable.mayHelp(now, CHANGED)) {
                backOffOrActivate(now);
            } else {
                unschedulable.put(now);
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
            Waiting waiting = backingOff.get(pod.uid());
            if (waiting != null) {
                backingOff.put(waiting.as(pod));
            }
            waiting = unschedulable.get(pod.uid());
            if (waiting != null) {
                unschedulable.put(waiting.as(pod));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pod that is gone, ended, or has a node. */
    public void delete(String uid) {
        lock.lock();
        try {
            remove(uid);
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
            unschedulable.takeHelped(change).forEach(this::backOffOrActivate);
        } finally {
            lock.unlock();
        }
    }

    /** A pod has lost what it waited for, as its nomination: it is tried again. */
    public void activate(String uid) {
        lock.lock();
        try {
            Waiting waiting = unschedulable.remove(uid);
            if (waiting != null) {
                backOffOrActivate(waiting);
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
                wakeDue();
                Waiting next = active.poll();
                if (next != null) {
                    inFlight.take(next);
                    return Optional.of(next.request());
                }
                Duration left = Duration.between(clock.instant(), earliest(end));
                if (!end.isAfter(clock.instant())) {
                    return Optional.empty();
                }
                changed.await(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
            }
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

    /** It has its node. */
    public void bound(String uid) {
        delete(uid);
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
                    before.request(), before.attempts() + attempts, clock.instant(), before.order(), rejectedBy);
            boolean helped =
                    rejectedBy.isEmpty() || inFlight.missed(uid, change -> unschedulable.mayHelp(waiting, change));
            inFlight.remove(uid);
            if (helped) {
                backOffOrActivate(waiting);
            } else {
                unschedulable.put(waiting);
            }
        } finally {
            lock.unlock();
        }
    }

    private void backOffOrActivate(Waiting waiting) {
        if (waiting.attempts() == 0 || !due(waiting).isAfter(clock.instant())) {
            activate(waiting);
        } else {
            backingOff.put(waiting);
            changed.signal();
        }
    }

    private void activate(Waiting waiting) {
        active.put(waiting);
        changed.signal();
    }

    private Instant due(Waiting waiting) {
        Duration backoff = firstBackoff.multipliedBy(1L << Math.min(10, Math.max(0, waiting.attempts() - 1)));
        return waiting.since().plus(backoff.compareTo(longestBackoff) > 0 ? longestBackoff : backoff);
    }

    private void wakeDue() {
        Instant now = clock.instant();
        Waiting next = backingOff.first();
        while (next != null && !due(next).isAfter(now)) {
            backingOff.remove(next.uid());
            active.put(next);
            next = backingOff.first();
        }
        Waiting oldest = unschedulable.oldest();
        while (oldest != null && !oldest.since().plus(LONGEST_WAIT).isAfter(now)) {
            unschedulable.remove(oldest.uid());
            active.put(oldest);
            oldest = unschedulable.oldest();
        }
    }

    private Instant earliest(Instant end) {
        Waiting next = backingOff.first();
        return next == null || !due(next).isBefore(end) ? end : due(next);
    }

    private @Nullable Waiting remove(String uid) {
        Waiting waiting = active.remove(uid);
        if (waiting == null) {
            waiting = backingOff.remove(uid);
        }
        return waiting == null ? unschedulable.remove(uid) : waiting;
    }

    /** How many pods wait in each place, for metrics. */
    public Map<String, Integer> sizes() {
        lock.lock();
        try {
            return Map.of("active", active.size(), "backoff", backingOff.size(), "unschedulable", unschedulable.size());
        } finally {
            lock.unlock();
        }
    }
}
