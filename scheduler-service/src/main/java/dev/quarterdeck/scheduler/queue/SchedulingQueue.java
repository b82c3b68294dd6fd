package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
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

    private record Waiting(PodRequest request, int attempts, Instant since, long order, Set<String> rejectedBy) {
        int priority() {
            return request.priority();
        }

        Waiting as(PodRequest changed) {
            return new Waiting(changed, attempts, since, order, rejectedBy);
        }

        String uid() {
            return request.uid();
        }
    }

    /** What happened while a pod was being tried; beyond a number, anything may have. */
    private static final class Missed {
        private static final int MOST = 1000;
        private final List<ClusterChange> changes = new ArrayList<>();
        private boolean anything;

        void add(ClusterChange change) {
            anything |= changes.size() == MOST;
            if (!anything) {
                changes.add(change);
            }
        }
    }

    private final InstantSource clock;
    private final WakeRule helps;
    private final Duration firstBackoff;
    private final Duration longestBackoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Waiting> active = new PriorityQueue<>(
            Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order));
    private final Map<String, Waiting> backingOff = new HashMap<>();
    private final Map<String, Waiting> unschedulable = new HashMap<>();
    private final Map<Set<String>, Map<String, Waiting>> byRules = new HashMap<>();
    private final Map<String, Missed> inFlight = new HashMap<>();
    private final Map<String, Waiting> taken = new HashMap<>();
    private long nextOrder;

    public SchedulingQueue(InstantSource clock, WakeRule helps) {
        this(clock, helps, FIRST_BACKOFF, LONGEST_BACKOFF);
    }

    /** @param helps which changes may help a pod that rules rejected */
    public SchedulingQueue(InstantSource clock, WakeRule helps, Duration firstBackoff, Duration longestBackoff) {
        this.clock = clock;
        this.helps = helps;
        this.firstBackoff = firstBackoff;
        this.longestBackoff = longestBackoff;
    }

    /** A pod that is new or was changed. One that is known keeps its place, unless the change may help it. */
    public void add(PodRequest pod) {
        lock.lock();
        try {
            String uid = pod.uid();
            Missed missed = inFlight.get(uid);
            if (missed != null) {
                missed.add(CHANGED);
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
                place(known.as(pod), List.of(CHANGED));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A change that makes no difference to where the pod can go, as of its status: it stays where it is, and is seen as it is now. */
    public void refresh(PodRequest pod) {
        lock.lock();
        try {
            String uid = pod.uid();
            taken.computeIfPresent(uid, (u, known) -> known.as(pod));
            backingOff.computeIfPresent(uid, (u, known) -> known.as(pod));
            Waiting waiting = unschedulable.get(uid);
            if (waiting != null) {
                park(waiting.as(pod));
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
            taken.remove(uid);
        } finally {
            lock.unlock();
        }
    }

    /** Something changed in the cluster: pods it may help go on, the others stay where they are. */
    public void moved(ClusterChange change) {
        lock.lock();
        try {
            inFlight.values().forEach(missed -> missed.add(change));
            List<Waiting> helped = new ArrayList<>();
            byRules.forEach((rules, pods) -> {
                if (rules.stream().anyMatch(r -> helps.mayHelpAnyPod(r, change.kind()))) {
                    pods.values().stream()
                            .filter(w -> mayHelp(w, List.of(change)))
                            .forEach(helped::add);
                }
            });
            for (Waiting waiting : helped) {
                unpark(waiting.uid());
                backOffOrActivate(waiting);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pod has lost what it waited for, as its nomination: it is tried again. */
    public void activate(String uid) {
        lock.lock();
        try {
            Waiting waiting = unpark(uid);
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
                    inFlight.put(next.uid(), new Missed());
                    taken.put(next.uid(), next);
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
        giveBack(pod, rejectedBy);
    }

    /** It could not be bound, or the attempt failed: tried again after its back-off. */
    public void failed(PodRequest pod) {
        giveBack(pod, Set.of());
    }

    /** It has its node. */
    public void bound(String uid) {
        delete(uid);
    }

    private void giveBack(PodRequest pod, Set<String> rejectedBy) {
        lock.lock();
        try {
            String uid = pod.uid();
            Missed missed = inFlight.remove(uid);
            Waiting before = taken.remove(uid);
            if (missed == null || before == null) {
                return;
            }
            Waiting waiting =
                    new Waiting(before.request(), before.attempts() + 1, clock.instant(), before.order(), rejectedBy);
            if (rejectedBy.isEmpty() || missed.anything) {
                backOffOrActivate(waiting);
            } else {
                place(waiting, missed.changes);
            }
        } finally {
            lock.unlock();
        }
    }

    private void place(Waiting waiting, List<ClusterChange> changes) {
        if (waiting.rejectedBy().isEmpty() || mayHelp(waiting, changes)) {
            backOffOrActivate(waiting);
        } else {
            park(waiting);
        }
    }

    private void park(Waiting waiting) {
        unschedulable.put(waiting.uid(), waiting);
        byRules.computeIfAbsent(waiting.rejectedBy(), r -> new LinkedHashMap<>())
                .put(waiting.uid(), waiting);
    }

    private @Nullable Waiting unpark(String uid) {
        Waiting waiting = unschedulable.remove(uid);
        Map<String, Waiting> same = waiting == null ? null : byRules.get(waiting.rejectedBy());
        if (waiting != null && same != null) {
            same.remove(uid);
            if (same.isEmpty()) {
                byRules.remove(waiting.rejectedBy());
            }
        }
        return waiting;
    }

    private boolean mayHelp(Waiting waiting, List<ClusterChange> changes) {
        for (ClusterChange change : changes) {
            for (String rule : waiting.rejectedBy()) {
                if (helps.mayHelp(rule, waiting.request(), change)) {
                    return true;
                }
            }
        }
        return false;
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

    private Instant due(Waiting waiting) {
        Duration backoff = firstBackoff.multipliedBy(1L << Math.min(10, Math.max(0, waiting.attempts() - 1)));
        return waiting.since().plus(backoff.compareTo(longestBackoff) > 0 ? longestBackoff : backoff);
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
                unpark(waiting.uid());
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

    private @Nullable Waiting remove(String uid) {
        Waiting waiting = backingOff.remove(uid);
        if (waiting == null) {
            waiting = unpark(uid);
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
