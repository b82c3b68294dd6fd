package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.Seat;
import dev.quarterdeck.gateway.priority.FairQueues.Outcome;
import dev.quarterdeck.gateway.priority.FairQueues.Waiting;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
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
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests their seats. Each level has a part of the seats that no other level ever takes, and may take what others lend and do not use. Beyond that requests
 * wait in fair queues, for a bounded time and in bounded number, or are refused with 429 and Retry-After. Thread-safe; never blocks.
 */
public final class PriorityLimits implements MeterBinder {
    private final int seats;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Level> levels = new HashMap<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private volatile FlowRules rules = FlowRules.of(List.of(), List.of());
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
    public record Load(String level, int inUse, int waiting, long refused) {}

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
            Level level = levels.get(place.level().name());
            if (level == null) {
                level = levels.get(PriorityLevel.CATCH_ALL.name());
            }
            if (level == null) {
                throw new IllegalStateException("no level for the rest");
            }
            int wide = Math.clamp(width, 1, Math.max(1, level.guaranteed));
            CompletableFuture<Seat> seat = new CompletableFuture<>();
            if (level.queues.waiting() == 0 && level.mayTake(wide)) {
                level.take(wide);
                seat.complete(new LevelSeat(level, wide));
            } else {
                await(level, hash(place), wide, seat);
            }
            return new Admission(place.schema().uid(), place.level().uid(), seat);
        } finally {
            lock.unlock();
        }
    }

    private void await(Level level, long flow, int wide, CompletableFuture<Seat> seat) {
        Waiting request = new Waiting(flow, wide, nanoTime.getAsLong() + patienceNanos, outcome -> {
            switch (outcome) {
                case SEATED -> {
                    LevelSeat given = new LevelSeat(level, wide);
                    if (!seat.complete(given)) {
                        given.release();
                    }
                }
                case REFUSED -> seat.completeExceptionally(tooMany(1));
            }
        });
        if (level.config.queues() == 0 || !level.queues.add(request)) {
            level.refused++;
            throw tooMany(level.retryAfterSeconds());
        }
        waiting++;
        seat.whenComplete((given, failure) -> {
            if (seat.isCancelled()) {
                abandon(level, request);
            }
        });
    }

    private void abandon(Level level, Waiting request) {
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
        List<Waiting> late = new ArrayList<>();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Level level : levels.values()) {
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
                Level level = levels.get(config.name());
                if (level == null) {
                    level = new Level(config);
                    levels.put(config.name(), level);
                    added.add(config.name());
                }
                level.become(config, shares, homeless);
            }
            waiting -= homeless.size();
            seat(seated);
        } finally {
            lock.unlock();
        }
        registries.forEach(registry -> added.forEach(level -> measure(registry, level)));
        homeless.forEach(request -> request.then.accept(Outcome.REFUSED));
        seated.forEach(request -> request.then.accept(Outcome.SEATED));
    }

    private void release(Level level, int width) {
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
            Level neediest = null;
            for (Level level : levels.values()) {
                Waiting next = level.queues.waiting() == 0 ? null : level.queues.next();
                if (next != null && level.mayTake(next.width) && (neediest == null || level.need() < neediest.need())) {
                    neediest = level;
                }
            }
            Waiting next = neediest == null ? null : neediest.queues.next();
            if (neediest == null || next == null) {
                return;
            }
            neediest.queues.take();
            neediest.take(next.width);
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

    /** Counters and gauges of every level there is or will be, under the reference's names. */
    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        rules.levels().forEach(level -> measure(registry, level.name()));
    }

    private void measure(MeterRegistry registry, String level) {
        Gauge.builder("apiserver_flowcontrol_current_executing_seats", () -> number(level, Load::inUse))
                .tag("priority_level", level)
                .register(registry);
        Gauge.builder("apiserver_flowcontrol_current_inqueue_requests", () -> number(level, Load::waiting))
                .tag("priority_level", level)
                .register(registry);
        FunctionCounter.builder("apiserver_flowcontrol_rejected_requests", this, l -> number(level, Load::refused))
                .tag("priority_level", level)
                .register(registry);
    }

    private double number(String level, ToDoubleFunction<Load> part) {
        Load load = load(level);
        return load == null ? 0 : part.applyAsDouble(load);
    }

    /** What is going on in a level; null where there is none of that name. */
    public @Nullable Load load(String name) {
        lock.lock();
        try {
            Level level = levels.get(name);
            return level == null ? null : new Load(name, level.inUse, level.queues.waiting(), level.refused);
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

    private static ApiException tooMany(int retryAfterSeconds) {
        return new ApiException(
                StatusReason.TOO_MANY_REQUESTS,
                "Too many requests, please try again later.",
                new ApiException.Details(null, null, null, null, List.of(), retryAfterSeconds));
    }

    /** A level with what is going on in it. Guarded by the lock. */
    private final class Level {
        private PriorityLevel config;
        private FairQueues queues;
        private int guaranteed;
        private long refused;
        private long refusedBefore;
        private long refusedLately;
        private long countedAt;
        private int inUse;

        Level(PriorityLevel config) {
            this.config = config;
            this.queues = queuesOf(config);
        }

        private static FairQueues queuesOf(PriorityLevel config) {
            return new FairQueues(config.queues(), config.handSize(), config.queueLength());
        }

        void become(PriorityLevel changed, int allShares, List<Waiting> homeless) {
            PriorityLevel before = config;
            config = changed;
            int nominal = allShares == 0 ? seats : (int) ((long) seats * changed.shares() / allShares);
            guaranteed = Math.max(changed.shares() == 0 ? 0 : 1, nominal * (100 - changed.lendablePercent()) / 100);
            if (before.queues() != changed.queues()
                    || before.handSize() != changed.handSize()
                    || before.queueLength() != changed.queueLength()) {
                FairQueues old = queues;
                queues = queuesOf(changed);
                old.drain(request -> {
                    if (changed.queues() == 0 || !queues.add(request)) {
                        homeless.add(request);
                    }
                });
            }
        }

        /** Whether there are seats that no other level may claim. */
        boolean mayTake(int width) {
            int free = seats - PriorityLimits.this.inUse;
            for (Level other : levels.values()) {
                if (other != this) {
                    free -= Math.max(0, other.guaranteed - other.inUse);
                }
            }
            return width <= free || inUse == 0 && guaranteed > 0;
        }

        void take(int width) {
            inUse += width;
            PriorityLimits.this.inUse += width;
        }

        /** How much of what it is due it has. */
        double need() {
            return (double) inUse / Math.max(1, config.shares());
        }

        /** The more are refused, the later they should come again: 1 s below a thousand a second, 8 s at most. */
        int retryAfterSeconds() {
            return (int) Math.min(8, 1 + refusedLately / 1000);
        }

        void forgetRefusals(long now) {
            if (now - countedAt >= TimeUnit.SECONDS.toNanos(1)) {
                refusedLately = refused - refusedBefore;
                refusedBefore = refused;
                countedAt = now;
            }
        }
    }

    private final class LevelSeat implements Seat {
        private final Level level;
        private final int width;
        private final AtomicBoolean released = new AtomicBoolean();

        LevelSeat(Level level, int width) {
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
