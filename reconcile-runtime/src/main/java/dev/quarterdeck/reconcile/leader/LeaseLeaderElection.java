package dev.quarterdeck.reconcile.leader;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership by a {@code coordination.k8s.io/v1} Lease. Others' clocks are not trusted: a foreign lease has run out when it has not changed for its
 * duration as seen here, and seen by elapsed time: a clock that is set makes or ends no leader. Every write carries the resourceVersion that was read, so of two that try at once one loses.
 * Who waits also watches the lease: it knows of a renewal when it is made, so it waits no longer than it must, and takes a lease that is given back at once.
 */
public final class LeaseLeaderElection implements LeaderElection {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseLeaderElection.class);

    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final ObjectApi api;
    private final String namespace;
    private final String name;
    private final String identity;
    private final LeaderSettings settings;
    private final TimeSource time;
    private final LeaseWatch watch;
    private final LeaseClaims claims;
    private final LeaseSight sight;

    private @Nullable LeaderWork work;
    private @Nullable Thread leading;
    private volatile boolean leader;
    private boolean closed;
    private LeaseWatch.@Nullable Following following;
    private long planned;
    private boolean attempting;
    private boolean again;
    private Duration renewedAt = Duration.ZERO;

    /** @param identity of this replica; no other may have it, so host name and a random part */
    public LeaseLeaderElection(
            ObjectApi api,
            String namespace,
            String name,
            String identity,
            LeaderSettings settings,
            TimeSource time,
            LeaseWatch watch,
            MeterRegistry registry) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.settings = settings;
        this.time = time;
        this.watch = watch;
        this.claims = new LeaseClaims(namespace, name, identity, settings.leaseDuration());
        this.sight = new LeaseSight(settings.leaseDuration());
        Gauge.builder("leader.election.master.status", this, election -> election.leader ? 1 : 0)
                .tag("name", name)
                .register(registry);
    }

    @Override
    public synchronized void start(LeaderWork lead) {
        if (work != null) {
            throw new IllegalStateException("leader election " + name + " has been started already");
        }
        work = lead;
        plan(Duration.ZERO);
    }

    @Override
    public BooleanSupplier isLeader() {
        return () -> leader;
    }

    /** The next attempt; what was planned before is planned no more. */
    private void plan(Duration delay) {
        long number = ++planned;
        time.after(delay, () -> attempt(number));
    }

    /** One attempt to take or renew, and the next one planned. */
    private void attempt(long number) {
        synchronized (this) {
            if (closed || number != planned) {
                return;
            }
            attempting = true;
        }
        boolean held = false;
        try {
            held = takeOrRenew();
        } catch (ApiException e) {
            LOG.debug("lease {}/{}: {}", namespace, name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOG.warn("lease {}/{} could not be read or written", namespace, name, e);
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            if (held && !leader) {
                win();
            }
            if (!held) {
                loseAfterDeadline();
            }
            if (!leader && following == null) {
                following = watch.follow(namespace, name, this::heard);
            }
            plan(again && !leader ? Duration.ZERO : nextAttempt(held));
            attempting = false;
            again = false;
        }
    }

    /** Somebody renewed the lease, took it or gave it back. */
    private synchronized void heard(Lease lease) {
        if (closed || leader) {
            return;
        }
        sight.saw(lease, time.elapsed());
        if (LeaseClaims.isFree(lease)) {
            if (attempting) {
                again = true;
            } else {
                plan(Duration.ZERO);
            }
        }
    }

    /** Whoever waits for a lease to run out looks again as soon as it has: a takeover takes no longer than it must. */
    private Duration nextAttempt(boolean held) {
        if (held || !sight.isKnown()) {
            return settings.retryPeriod();
        }
        Duration left = sight.left(time.elapsed());
        if (left.compareTo(SHORTEST) < 0) {
            // it has run out, and somebody else was quicker, or the API does not answer
            return settings.retryPeriod();
        }
        return left.compareTo(settings.retryPeriod()) < 0 ? left : settings.retryPeriod();
    }

    /** Runs apart from the attempts, because one of those may hang on a dead connection. */
    private synchronized void watchDeadline() {
        if (leader && !closed) {
            loseAfterDeadline();
            if (leader) {
                time.after(settings.retryPeriod(), this::watchDeadline);
            }
        }
    }

    private void loseAfterDeadline() {
        Duration deadline = renewedAt.plus(settings.renewDeadline());
        if (leader && time.elapsed().compareTo(deadline) >= 0) {
            LOG.warn("{} leads {} no more: the lease could not be renewed in time", identity, name);
            lose();
        }
    }

    private void win() {
        LOG.info("{} leads {}", identity, name);
        leader = true;
        unfollow();
        LeaderWork current = work;
        Thread before = leading;
        leading = Thread.ofVirtual().name("lead-" + name).start(() -> {
            try {
                if (before != null) {
                    before.join();
                }
                if (current != null) {
                    current.lead();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("{}: the work of the leader failed", name, e);
            }
        });
        time.after(settings.retryPeriod(), this::watchDeadline);
    }

    private void unfollow() {
        if (following != null) {
            following.close();
            following = null;
        }
    }

    private void lose() {
        leader = false;
        if (leading != null) {
            leading.interrupt();
        }
    }

    private boolean takeOrRenew() throws InterruptedException {
        Optional<Lease> found = api.get(Lease.class, namespace, name);
        Duration asked = time.elapsed();
        if (found.isEmpty()) {
            return wrote(api.create(claims.first(time.instant())), asked);
        }
        Lease current = found.get();
        synchronized (this) {
            sight.saw(current, time.elapsed());
            boolean runs = sight.left(time.elapsed()).isPositive();
            if (closed || (!claims.mayWrite(current) && runs)) {
                return false;
            }
        }
        return wrote(api.update(claims.taken(current, time.instant())), asked);
    }

    private synchronized boolean wrote(Lease written, Duration at) {
        sight.wrote(written, at);
        renewedAt = at;
        return true;
    }

    /** Ends the work, waits for it at most ten seconds, and only then gives the lease back. */
    @Override
    public void close() {
        Thread worker;
        boolean held;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            held = leader;
            unfollow();
            lose();
            worker = leading;
        }
        try {
            boolean ended = worker == null || worker.join(Duration.ofSeconds(10));
            if (ended && held) {
                release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() throws InterruptedException {
        try {
            Lease held = api.get(Lease.class, namespace, name).orElse(null);
            if (held != null && claims.isMine(held)) {
                api.update(claims.released(held, time.instant()));
            }
        } catch (ApiException e) {
            LOG.debug("lease {}/{} could not be given back: {}", namespace, name, e.getMessage());
        }
    }
}
