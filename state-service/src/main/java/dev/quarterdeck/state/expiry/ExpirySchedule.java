package dev.quarterdeck.state.expiry;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link EventExpiry} again and again on a thread of its own. A store that is away is tried again at the next turn. */
public final class ExpirySchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySchedule.class);

    private final EventExpiry expiry;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("event-expiry").factory());

    public ExpirySchedule(EventExpiry expiry, ExpirySettings settings) {
        this.expiry = expiry;
        long period = settings.period().toMillis();
        thread.scheduleWithFixedDelay(this::run, period, period, TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            LOG.debug("{} events expired", expiry.run());
        } catch (RuntimeException e) {
            LOG.warn("events could not be expired", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
