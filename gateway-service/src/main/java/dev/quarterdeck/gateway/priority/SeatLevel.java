package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.priority.FairQueues.Waiting;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A level with what is going on in it. Guarded by the lock of {@link PriorityLimits}. */
final class SeatLevel {
    /** Refusals in a second, above which they are held. */
    private static final int FLOOD = 100;

    PriorityLevel config;
    FairQueues queues;
    /** Seats by its shares. */
    int nominal;
    /** Seats that no other level takes. */
    int guaranteed;

    int inUse;
    long refused;
    private long refusedBefore;
    private long refusedLately;
    private long countedAt;

    SeatLevel(PriorityLevel config) {
        this.config = config;
        this.queues = queuesOf(config);
    }

    private static FairQueues queuesOf(PriorityLevel config) {
        return new FairQueues(config.queues(), config.handSize(), config.queueLength());
    }

    /** @param seats by its shares; @param homeless takes those for whom the new queues have no room */
    void become(PriorityLevel changed, int seats, List<Waiting> homeless) {
        PriorityLevel before = config;
        config = changed;
        nominal = seats;
        guaranteed = Math.max(changed.shares() == 0 ? 0 : 1, nominal * (100 - changed.lendablePercent()) / 100);
        if (before.queues() == changed.queues()
                && before.handSize() == changed.handSize()
                && before.queueLength() == changed.queueLength()) {
            return;
        }
        FairQueues old = queues;
        queues = queuesOf(changed);
        old.drain(request -> {
            if (changed.queues() == 0 || !queues.add(request)) {
                homeless.add(request);
            }
        });
    }

    /** How much of what it is due it has. */
    double need() {
        return (double) inUse / Math.max(1, config.shares());
    }

    boolean isFlooded() {
        return refusedLately + refused - refusedBefore > FLOOD;
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
