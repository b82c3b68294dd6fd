package dev.quarterdeck.state.definition;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.state.commit.CommittedChange;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When {@link DefinitionKeeper} looks at what: at once at definitions that this replica has committed; every second at those being deleted with objects left;
 * at all of them at the start, and when the store has seen changes of definitions that this replica did not make, which is asked every two seconds. A store
 * that is away is tried again. After each turn {@link ApiServiceKeeper} writes what has become due.
 */
public final class DefinitionSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionSchedule.class);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ASK_EVERY = 2;
    private static final int ALL_EVERY = 30;

    private final DefinitionKeeper keeper;
    private final ApiServiceKeeper services;
    private final LongSupplier newest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Set<String> changedServices = new HashSet<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long seen;
    private long listed = -1;

    /** @param newest asks the store for the revision of the newest change of any definition */
    public DefinitionSchedule(DefinitionKeeper keeper, ApiServiceKeeper services, LongSupplier newest) {
        this.keeper = keeper;
        this.services = services;
        this.newest = newest;
        this.thread = Thread.ofVirtual().name("definitions").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Told of everything that this replica commits, on the committer's thread. */
    public void committed(List<CommittedChange> changes) {
        for (CommittedChange committed : changes) {
            if (committed.change().resource().equals(Definition.RESOURCE)) {
                lock.lock();
                try {
                    changed.add(committed.change().key().name());
                    seen = Math.max(seen, committed.change().revision());
                    news.signal();
                } finally {
                    lock.unlock();
                }
            } else if (committed.change().resource().equals(ApiServiceKeeper.RESOURCE)) {
                lock.lock();
                try {
                    changedServices.add(committed.change().key().name());
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void run() {
        Set<String> again = new HashSet<>();
        boolean all = true;
        for (long turn = 0; !closed; turn++) {
            try {
                Set<String> due = await(all ? 0 : TURN_NANOS);
                if (all || due.isEmpty() && turn % ASK_EVERY == 0 && isBehind(turn)) {
                    listed = newest.getAsLong();
                    again.addAll(keeper.lookAtAll());
                    all = false;
                }
                if (due.isEmpty()) {
                    due.addAll(again);
                    again.clear();
                }
                for (String name : due) {
                    if (!keeper.lookAt(name)) {
                        again.add(name);
                    }
                }
                takeServices().forEach(services::changed);
                services.settle();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("Definitions are looked at again in a moment: {}", String.valueOf(e.getMessage()));
                all = true;
                LockSupport.parkNanos(TURN_NANOS);
            }
        }
    }

    private Set<String> takeServices() {
        lock.lock();
        try {
            Set<String> taken = new HashSet<>(changedServices);
            changedServices.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehind(long turn) {
        long now = newest.getAsLong();
        return now > Math.max(seen, listed) || now > listed && turn % ALL_EVERY == 0;
    }

    /** What was committed; empty after this time without anything. */
    private Set<String> await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (changed.isEmpty() && nanos > 0) {
                long unused = news.awaitNanos(nanos);
            }
            Set<String> due = new LinkedHashSet<>(changed);
            changed.clear();
            return due;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
