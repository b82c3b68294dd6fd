package dev.quarterdeck.stream.carrier;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds carriers where virtual threads are to run and every carrier waits. A virtual thread that loads or initializes a class does not leave its carrier while it
 * waits (JEP 491), and what it waits for may be held by one that has no carrier: with two processors, two that wait so stop all virtual threads of the process for
 * ever. What was added stays, without work. One thread of its own looks once a second.
 */
public final class CarrierThreads {
    private static final Logger LOG = LoggerFactory.getLogger(CarrierThreads.class);
    private static final long LOOK_NANOS = 1_000_000_000L;
    /** In a row; so many seconds, less one, is how long all stand still. */
    private static final int LOOKS = 3;
    /** CPU of all carriers between two looks that is less than any work. */
    private static final long STILL_NANOS = 2_000_000L;

    /** The virtual threads' scheduler. */
    interface Scheduler {
        /** How many virtual threads could run and have no carrier. */
        long waiting();

        /** What its carriers have used, in nanoseconds. */
        long cpu();

        /**
         * One more carrier, at once.
         *
         * @return how many there may be now; 0 where no more are allowed
         */
        int addCarrier();
    }

    private final Scheduler scheduler;
    private int still;
    private long cpu;

    CarrierThreads(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** From now on, for the life of the process. */
    public static void keepEnough() {
        Scheduler scheduler = new JvmScheduler();
        // its classes are loaded now: later that could wait for those that it is to help
        scheduler.cpu();
        scheduler.waiting();
        CarrierThreads threads = new CarrierThreads(scheduler);
        Thread.ofPlatform().name("carrier-threads").daemon().start(threads::watch);
    }

    private void watch() {
        int untold = 0;
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            int carriers = look();
            if (carriers > 0) {
                untold = carriers;
            } else if (untold > 0 && still == 0) {
                // only once they go on: the log may be among what they hold
                LOG.warn(
                        "Virtual threads stood still, each carrier held by one that waits; they go on with {} carriers",
                        untold);
                untold = 0;
            }
        }
    }

    /** @return how many carriers there are now, where one was added; else 0 */
    int look() {
        if (scheduler.waiting() == 0) {
            still = 0;
            return 0;
        }
        long now = scheduler.cpu();
        boolean worked = still > 0 && Math.abs(now - cpu) >= STILL_NANOS;
        cpu = now;
        still = worked ? 0 : still + 1;
        return still >= LOOKS ? scheduler.addCarrier() : 0;
    }
}
