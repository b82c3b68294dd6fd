package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.Seat;
import dev.quarterdeck.gateway.priority.FairQueues.Outcome;
import dev.quarterdeck.gateway.priority.FairQueues.Waiting;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests their seats. Each level has a part of the seats that no other level ever takes, and may take what others lend and do not use. Beyond that requests
 * wait in fair queues, for a bounded time and in bounded number, or are refused with 429 and Retry-After. Thread-safe; never blocks.
 */
public final class PriorityLimits {
    private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int seats;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, SeatLevel> levels = new HashMap<>();
    private final List<Consumer<String>> observers = new CopyOnWriteArrayList<>();
    private volatile FlowRules rules = FlowRules.of(List.of(), List.of());
    private final ArrayDeque<HeldRefusal> held = new ArrayDeque<>();
    private int inUse;
    private int waiting;

    /** @param seats requests answered at a time; @param patienceNanos longest wait for a seat */
    public PriorityLimits(int seats, long patienceNanos, LongSupplier nanoTime) {
        this.seats = seats;
        this.patienceNanos = patienceNanos;
        this.nanoTime = nanoTime;
        apply(rules);
    }

    /**
     * A request that may be answered, now or once its seat is there.
     *
     * @param schema uid of the FlowSchema that claimed it; empty for one of our own
     * @param level uid of its PriorityLevelConfiguration
     * @param seat fails with TooManyRequests; to be cancelled where the client has left
     */
    public record Admission(String schema, String level, CompletableFuture<Seat> seat) {}

    /** One level at this moment, for metrics. */
    public record Load(String level, int nominal, int inUse, int waiting, long refused) {}

    /** @param width seats it takes: more than one for a long list. Throws TooManyRequests where there is no room to wait either. */
    public Admission enter(User user, RequestInfo info, int width) {
        FlowRules now = rules;
        FlowRules.Place place = now.place(new FlowRequest(user, info));
        if (place.level().exempt()) {
            return new Admission(
                    place.schema().uid(), place.level().uid(), CompletableFuture.completedFuture(Seat.FREE));
        }
        lock.lock();
        try {
            SeatLevel level = levels.get(place.level().name());
            if (level == null) {
                level = levels.get(PriorityLevel.CATCH_ALL.name());
            }
            if (level == null) {
                throw new IllegalStateException("no level for the rest");
            }
            int wide = Math.clamp(width, 1, Math.max(1, level.guaranteed));
            CompletableFuture<Seat> seat = new CompletableFuture<>();
            if (level.queues.waiting() == 0 && mayTake(level, wide)) {
                take(level, wide);
                seat.complete(new LevelSeat(level, wide));
            } else {
                await(level, hash(place), wide, seat);
            }
            return new Admission(place.schema().uid(), place.level().uid(), seat);
        } finally {
            lock.unlock();
        }
    }

    private void await(SeatLevel level, long flow, int wide, CompletableFuture<Seat> seat) {
        Waiting request = new Waiting(flow, wide, nanoTime.getAsLong() + patienceNanos, outcome -> {
            switch (outcome) {
                case SEATED -> {
                    LevelSeat given = new LevelSeat(level, wide);
                    if (!seat.complete(given)) {
                        given.release();
                    }
                }
                case REFUSED -> seat.completeExceptionally(ApiException.tooManyRequests(1));
            }
        });
        if (level.config.queues() == 0 || !level.queues.add(request)) {
            refuse(level, seat);
            return;
        }
        waiting++;
        seat.whenComplete((given, failure) -> {
            if (seat.isCancelled()) {
                abandon(level, request);
            }
        });
    }

    /**
     * Tells it at once, or, when very many are refused, a second later: clients that come again at once would take more of the machine than those that are
     * served. So many at most are held as there are seats twice.
     */
    private void refuse(SeatLevel level, CompletableFuture<Seat> seat) {
        level.refused++;
        ApiException why = ApiException.tooManyRequests(level.retryAfterSeconds());
        if (!level.isFlooded() || held.size() >= 2 * seats) {
            throw why;
        }
        held.add(new HeldRefusal(nanoTime.getAsLong() + HOLD_NANOS, seat, why));
    }

    /** @param tellAt by the clock of nanoseconds */
    private record HeldRefusal(long tellAt, CompletableFuture<Seat> seat, ApiException why) {}

    private void abandon(SeatLevel level, Waiting request) {
        lock.lock();
        try {
            if (level.queues.abandon(request)) {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses those that have waited too long. To be called now and then. */
    public void expire() {
        List<HeldRefusal> told = new ArrayList<>();
        List<Waiting> late = new ArrayList<>();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            while (!held.isEmpty() && now - held.getFirst().tellAt() >= 0) {
                told.add(held.removeFirst());
            }
            for (SeatLevel level : levels.values()) {
                level.forgetRefusals(now);
                if (waiting > 0) {
                    int before = late.size();
                    level.queues.expire(now, late::add);
                    level.refused += late.size() - before;
                    waiting -= late.size() - before;
                }
            }
        } finally {
            lock.unlock();
        }
        told.forEach(refusal -> refusal.seat().completeExceptionally(refusal.why()));
        late.forEach(request -> request.then.accept(Outcome.REFUSED));
    }

    /** Takes new rules; who waits goes on waiting. */
    void apply(FlowRules changed) {
        List<Waiting> homeless = new ArrayList<>();
        List<Waiting> seated = new ArrayList<>();
        List<String> added = new ArrayList<>();
        lock.lock();
        try {
            rules = changed;
            Collection<PriorityLevel> configured = changed.levels();
            int shares = configured.stream().mapToInt(PriorityLevel::shares).sum();
            levels.values().removeIf(level -> {
                boolean gone = configured.stream().noneMatch(c -> c.name().equals(level.config.name()));
                if (gone) {
                    level.queues.drain(homeless::add);
                }
                return gone;
            });
            for (PriorityLevel config : configured) {
                SeatLevel level = levels.get(config.name());
                if (level == null) {
                    level = new SeatLevel(config);
                    levels.put(config.name(), level);
                    added.add(config.name());
                }
                int nominal = shares == 0 ? seats : (int) ((long) seats * config.shares() / shares);
                level.become(config, nominal, homeless);
            }
            waiting -= homeless.size();
            seat(seated);
        } finally {
            lock.unlock();
        }
        observers.forEach(added::forEach);
        homeless.forEach(request -> request.then.accept(Outcome.REFUSED));
        seated.forEach(request -> request.then.accept(Outcome.SEATED));
    }

    private void release(SeatLevel level, int width) {
        List<Waiting> seated = List.of();
        lock.lock();
        try {
            level.inUse -= width;
            inUse -= width;
            if (waiting > 0) {
                seated = new ArrayList<>(1);
                seat(seated);
            }
        } finally {
            lock.unlock();
        }
        seated.forEach(request -> request.then.accept(Outcome.SEATED));
    }

    /** Seats as many as there is room for, those first whose level has least for its shares. */
    private void seat(List<Waiting> seated) {
        while (waiting > 0) {
            SeatLevel neediest = null;
            for (SeatLevel level : levels.values()) {
                Waiting next = level.queues.waiting() == 0 ? null : level.queues.next();
                if (next != null
                        && mayTake(level, next.width)
                        && (neediest == null || level.need() < neediest.need())) {
                    neediest = level;
                }
            }
            Waiting next = neediest == null ? null : neediest.queues.next();
            if (neediest == null || next == null) {
                return;
            }
            neediest.queues.take();
            take(neediest, next.width);
            waiting--;
            seated.add(next);
        }
    }

    public int inUse() {
        lock.lock();
        try {
            return inUse;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the names of the levels that there are, and of those that come. */
    void observe(Consumer<String> names) {
        observers.add(names);
        rules.levels().forEach(level -> names.accept(level.name()));
    }

    /** What is going on in a level; null where there is none of that name. */
    public @Nullable Load load(String name) {
        lock.lock();
        try {
            SeatLevel level = levels.get(name);
            return level == null
                    ? null
                    : new Load(name, level.nominal, level.inUse, level.queues.waiting(), level.refused);
        } finally {
            lock.unlock();
        }
    }

    private static long hash(FlowRules.Place place) {
        long hash = 1125899906842597L;
        for (String part : List.of(place.schema().name(), place.flow())) {
            for (int i = 0; i < part.length(); i++) {
                hash = 31 * hash + part.charAt(i);
            }
            hash = 31 * hash + 0x10000;
        }
        return hash;
    }

    /** Whether there are seats that no other level may claim. */
    private boolean mayTake(SeatLevel level, int width) {
        int free = seats - inUse;
        for (SeatLevel other : levels.values()) {
            if (other != level) {
                free -= Math.max(0, other.guaranteed - other.inUse);
            }
        }
        return width <= free || level.inUse == 0 && level.guaranteed > 0;
    }

    private void take(SeatLevel level, int width) {
        level.inUse += width;
        inUse += width;
    }

    private final class LevelSeat implements Seat {
        private final SeatLevel level;
        private final int width;
        private final AtomicBoolean released = new AtomicBoolean();

        LevelSeat(SeatLevel level, int width) {
            this.level = level;
            this.width = width;
        }

        @Override
        public void release() {
            if (released.compareAndSet(false, true)) {
                PriorityLimits.this.release(level, width);
            }
        }
    }
}
