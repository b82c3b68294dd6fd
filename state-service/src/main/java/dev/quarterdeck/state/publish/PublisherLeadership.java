package dev.quarterdeck.state.publish;

import dev.quarterdeck.stream.publish.RecentChanges;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one replica publish: the one whose session holds the lock. Others try every half second, so a killed publisher is followed within that time after its
 * session has ended. While it leads, the same session listens for batches of other replicas.
 *
 * <p>The leader gives a sign of life each second. A session that is silent for five seconds (a stopped process) is ended by the server, and another replica
 * follows. A leader that lost its session without knowing may publish a little more; that is harmless, because consumers drop what they have seen.
 *
 * <p>Has no thread and no clock: one thread ({@link LeadershipThread}) calls {@link #step}.
 */
public final class PublisherLeadership {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherLeadership.class);
    private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LISTEN_MILLIS = 250;
    private static final long SIGN_OF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What publishes while this replica leads. */
    @FunctionalInterface
    public interface Publishing {
        /** Begins to publish until {@code leading} is false, once and for all. Returns what waits for its end. */
        Runnable start(BooleanSupplier leading);
    }

    private final PublisherSession.Source sessions;
    private final Publishing publishing;
    private final RecentChanges recent;
    private final LongSupplier nanoTime;
    private @Nullable PublisherSession session;
    private @Nullable Runnable awaitEnd;
    private long nextSign;
    private volatile boolean leading;

    /** Of one term, so that a publisher which is slow to stop does not take the next term for its own. */
    private AtomicBoolean term = new AtomicBoolean();

    /** @param nanoTime a monotonic clock */
    public PublisherLeadership(
            PublisherSession.Source sessions, Publishing publishing, RecentChanges recent, LongSupplier nanoTime) {
        this.sessions = sessions;
        this.publishing = publishing;
        this.recent = recent;
        this.nanoTime = nanoTime;
    }

    /** Whether this replica publishes, as far as it knows. */
    public boolean isLeading() {
        return leading;
    }

    /** Opens a session, tries for the lock, or listens for a quarter of a second. Returns for how many nanoseconds there is nothing to do. */
    public long step() {
        try {
            PublisherSession open = session;
            if (open == null) {
                session = sessions.open();
                return 0;
            }
            if (!leading) {
                return lead(open) ? 0 : TRY_NANOS;
            }
            if (open.heard(LISTEN_MILLIS)) {
                recent.committedElsewhere();
            }
            if (nanoTime.getAsLong() - nextSign >= 0) {
                open.giveSignOfLife();
                nextSign = nanoTime.getAsLong() + SIGN_OF_LIFE_NANOS;
            }
            return 0;
        } catch (PublisherSession.EndedException e) {
            LOG.warn("The publisher's session ended: {}", e.getMessage());
            end();
            return TRY_NANOS;
        } catch (RuntimeException e) {
            LOG.error("Leading failed in a way nobody foresaw", e);
            end();
            return TRY_NANOS;
        }
    }

    private boolean lead(PublisherSession open) throws PublisherSession.EndedException {
        if (!open.tryLock()) {
            return false;
        }
        open.lead();
        leading = true;
        nextSign = nanoTime.getAsLong();
        LOG.info("This replica publishes");
        AtomicBoolean begun = new AtomicBoolean(true);
        term = begun;
        awaitEnd = publishing.start(begun::get);
        return true;
    }

    /** Stops publishing, then gives the lock back. */
    public void end() {
        leading = false;
        term.set(false);
        Runnable running = awaitEnd;
        awaitEnd = null;
        if (running != null) {
            recent.committedElsewhere(); // it looks up from waiting, and sees
            running.run();
            LOG.info("This replica no longer publishes");
        }
        PublisherSession open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
