package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
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

    private record Waiting(Pod pod, int attempts, Instant since, long order, Set<String> rejectedBy) {
        int priority() {
            Integer priority = pod.getSpec().getPriority();
            return priority == null ? 0 : priority;
        }

        Waiting as(Pod changed) {
            return new Waiting(changed, attempts, since, order, rejectedBy);
        }

        String uid() {
            return pod.getMetadata().getUid();
        }
    }

    private final InstantSource clock;
    private final BiPredicate<String, ClusterChange> helps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Waiting> active = new PriorityQueue<>(
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order));
    private final Map<String, Waiting> backingOff = new HashMap<>();
    private final Map<String, Waiting> unschedulable = new HashMap<>();
    private final Map<String, Set<ClusterChange>> inFlight = new HashMap<>();
    private final Map<String, Waiting> taken = new HashMap<>();
    private long nextOrder;

    /** @param helps whether a change may help the filter of that name */
    public SchedulingQueue(InstantSource clock, BiPredicate<String, ClusterChange> helps) {
        this.clock = clock;
        this.helps = helps;
    }

    /** A pod that is new or was changed. One that is known keeps its place, unless the change may help it. */
    public void add(Pod pod) {
        lock.lock();
        try {
            String uid = pod.getMetadata().getUid();
            if (inFlight.containsKey(uid)) {
                remember(uid, ClusterChange.POD_CHANGED);
                taken.computeIfPresent(uid, (u, known) -> known.as(pod));
                return;
            }
            Waiting known = remove(uid);
            if (known == null) {
                activate(new Waiting(pod, 0, clock.instant(), nextOrder++, Set.of()));
                return;
            }
            if (known.attempts() == 0) {
                activate(known.as(pod));
            } else {
                place(known.as(pod), Set.of(ClusterChange.POD_CHANGED));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A change that makes no difference to where the pod can go, as of its status: it stays where it is, and is seen as it is now. */
    public void refresh(Pod pod) {
        lock.lock();
        try {
            String uid = pod.getMetadata().getUid();
            taken.computeIfPresent(uid, (u, known) -> known.as(pod));
            backingOff.computeIfPresent(uid, (u, known) -> known.as(pod));
            unschedulable.computeIfPresent(uid, (u, known) -> known.as(pod));
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
            taken.remove(uid);
        } finally {
            lock.unlock();
        }
    }

    /** Something changed in the cluster: pods it may help go on, the others stay where they are. */
    public void moved(ClusterChange change) {
        lock.lock();
        try {
            inFlight.values().forEach(changes -> changes.add(change));
            List<Waiting> helped = unschedulable.values().stream()
                    .filter(w -> mayHelp(w, Set.of(change)))
                    .toList();
            for (Waiting waiting : helped) {
                unschedulable.remove(waiting.uid());
                backOffOrActivate(waiting);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next pod to try, at most {@code limit}; empty where none came. The caller says later what became of it. */
    public Optional<Pod> take(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Instant end = clock.instant().plus(limit);
            while (true) {
                wakeDue();
                Waiting next = active.poll();
                if (next != null) {
                    inFlight.put(next.uid(), new TreeSet<>());
                    taken.put(next.uid(), next);
                    return Optional.of(next.pod());
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
    public void unschedulable(Pod pod, Set<String> rejectedBy) {
        giveBack(pod, rejectedBy);
    }

    /** It could not be bound, or the attempt failed: tried again after its back-off. */
    public void failed(Pod pod) {
        giveBack(pod, Set.of());
    }

    /** It has its node. */
    public void bound(String uid) {
        delete(uid);
    }

    private void giveBack(Pod pod, Set<String> rejectedBy) {
        lock.lock();
        try {
            String uid = pod.getMetadata().getUid();
            Set<ClusterChange> missed = inFlight.remove(uid);
            Waiting before = taken.remove(uid);
            if (missed == null || before == null) {
                return;
            }
            Waiting waiting =
                    new Waiting(before.pod(), before.attempts() + 1, clock.instant(), before.order(), rejectedBy);
            if (rejectedBy.isEmpty()) {
                backOffOrActivate(waiting);
            } else {
                place(waiting, missed);
            }
        } finally {
            lock.unlock();
        }
    }

    private void place(Waiting waiting, Set<ClusterChange> changes) {
        if (waiting.rejectedBy().isEmpty() || mayHelp(waiting, changes)) {
            backOffOrActivate(waiting);
        } else {
            unschedulable.put(waiting.uid(), waiting);
        }
    }

    private boolean mayHelp(Waiting waiting, Set<ClusterChange> changes) {
        return changes.stream().anyMatch(c -> waiting.rejectedBy().stream().anyMatch(filter -> helps.test(filter, c)));
    }

    private void backOffOrActivate(Waiting waiting) {
        if (waiting.attempts() == 0 || !due(waiting).isAfter(clock.instant())) {
            activate(waiting);
        } else {
            backingOff.put(waiting.uid(), waiting);
            changed.signal();
        }
    }

    private void activate(Waiting waiting) {
        active.add(waiting);
        changed.signal();
    }

    private static Instant due(Waiting waiting) {
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(10, Math.max(0, waiting.attempts() - 1)));
        return waiting.since().plus(backoff.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : backoff);
    }

    private void wakeDue() {
        Instant now = clock.instant();
        for (Waiting waiting : new ArrayList<>(backingOff.values())) {
            if (!due(waiting).isAfter(now)) {
                backingOff.remove(waiting.uid());
                active.add(waiting);
            }
        }
        for (Waiting waiting : new ArrayList<>(unschedulable.values())) {
            if (!waiting.since().plus(LONGEST_WAIT).isAfter(now)) {
                unschedulable.remove(waiting.uid());
                active.add(waiting);
            }
        }
    }

    private Instant earliest(Instant end) {
        Instant earliest = end;
        for (Waiting waiting : backingOff.values()) {
            Instant due = due(waiting);
            earliest = due.isBefore(earliest) ? due : earliest;
        }
        return earliest;
    }

    private void remember(String uid, ClusterChange change) {
        Set<ClusterChange> changes = inFlight.get(uid);
        if (changes != null) {
            changes.add(change);
        }
    }

    private @Nullable Waiting remove(String uid) {
        Waiting waiting = backingOff.remove(uid);
        if (waiting == null) {
            waiting = unschedulable.remove(uid);
        }
        if (waiting == null) {
            for (Waiting candidate : active) {
                if (candidate.uid().equals(uid)) {
                    active.remove(candidate);
                    return candidate;
                }
            }
        }
        return waiting;
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
