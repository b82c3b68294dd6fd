package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.commit.CommittedChange;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code kube-system/extension-apiserver-authentication} again when somebody has changed or deleted it, or the files behind it have changed: at once after a change
 * that this replica committed, and every minute. Nobody else may say whom API servers behind the gateway trust. A (virtual) thread of its own.
 */
public final class TrustKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrustKeeper.class);
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final long TURN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long BETWEEN_WRITES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Runnable write;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /** @param write makes it as it should be; does nothing where it is; may fail */
    TrustKeeper(Runnable write) {
        this.write = write;
        this.thread = Thread.ofVirtual().name("trust").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Told of everything that this replica commits, on the committer's thread. */
    public void committed(List<CommittedChange> changes) {
        for (CommittedChange committed : changes) {
            if (committed.change().resource().equals(CONFIG_MAPS)
                    && committed.change().key().equals(ClusterBootstrap.TRUST)) {
                news.release();
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                // after news, or when its turn has come
                if (news.tryAcquire(TURN_NANOS, TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
                write.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("whom API servers behind the gateway trust could not be written: {}", e.toString());
            }
            // so that who changes it without end makes one write a second
            LockSupport.parkNanos(BETWEEN_WRITES_NANOS);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
