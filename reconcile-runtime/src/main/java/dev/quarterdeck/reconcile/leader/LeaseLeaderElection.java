package dev.quarterdeck.reconcile.leader;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership by a {@code coordination.k8s.io/v1} Lease. Others' clocks are not trusted: a foreign lease has run out when it has not changed for its
 * duration as seen here, and seen by elapsed time: a clock that is set makes or ends no leader. Every write carries the resourceVersion that was read, so of two that try at once one loses.
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

    private @Nullable LeaderWork work;
    private @Nullable Thread leading;
    private volatile boolean leader;
    private boolean closed;
    private @Nullable Lease observed;
    private Duration observedAt = Duration.ZERO;
    private Duration renewedAt = Duration.ZERO;

    /** @param identity of this replica; no other may have it, so host name and a random part */
    public LeaseLeaderElection(
            ObjectApi api,
            String namespace,
            String name,
            String identity,
            LeaderSettings settings,
            TimeSource time,
            MeterRegistry registry) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.settings = settings;
        this.time = time;
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
        time.after(Duration.ZERO, this::attempt);
    }

    @Override
    public BooleanSupplier isLeader() {
        return () -> leader;
    }

    /** One attempt to take or renew, and the next one planned. */
    private void attempt() {
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
            time.after(nextAttempt(held), this::attempt);
        }
    }

    /** Whoever waits for a lease to run out looks again as soon as it has: a takeover takes no longer than it must. */
    private Duration nextAttempt(boolean held) {
        if (held || observed == null) {
            return settings.retryPeriod();
        }
        Duration left = observedAt.plus(durationOf(observed.getSpec())).minus(time.elapsed());
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
            return wrote(api.create(lease(null, time.instant())), asked);
        }
        Lease current = found.get();
        observe(current);
        LeaseSpec spec = current.getSpec();
        String holder = spec == null || spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
        if (!holder.isEmpty() && !holder.equals(identity) && !hasRunOut(spec)) {
            return false;
        }
        synchronized (this) {
            if (closed) {
                return false;
            }
        }
        return wrote(api.update(lease(current, time.instant())), asked);
    }

    private synchronized boolean wrote(Lease written, Duration at) {
        observed = written;
        observedAt = at;
        renewedAt = at;
        return true;
    }

    private synchronized void observe(Lease current) {
        if (observed == null
                || !current.getMetadata()
                        .getResourceVersion()
                        .equals(observed.getMetadata().getResourceVersion())) {
            observed = current;
            observedAt = time.elapsed();
        }
    }

    private synchronized boolean hasRunOut(@Nullable LeaseSpec spec) {
        return time.elapsed().compareTo(observedAt.plus(durationOf(spec))) >= 0;
    }

    private Duration durationOf(@Nullable LeaseSpec spec) {
        return spec == null || spec.getLeaseDurationSeconds() == null
                ? settings.leaseDuration()
                : Duration.ofSeconds(spec.getLeaseDurationSeconds());
    }

    private Lease lease(@Nullable Lease current, Instant now) {
        ZonedDateTime at = ZonedDateTime.ofInstant(now.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
        LeaseBuilder builder = current == null
                ? new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                : new LeaseBuilder(current);
        LeaseSpec before = current == null ? null : current.getSpec();
        ZonedDateTime acquired =
                before != null && identity.equals(before.getHolderIdentity()) ? before.getAcquireTime() : null;
        boolean mine = before != null && identity.equals(before.getHolderIdentity());
        int transitions = before == null || before.getLeaseTransitions() == null ? 0 : before.getLeaseTransitions();
        return builder.editOrNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) settings.leaseDuration().toSeconds())
                .withAcquireTime(acquired != null ? acquired : at)
                .withRenewTime(at)
                .withLeaseTransitions(mine || before == null ? transitions : transitions + 1)
                .endSpec()
                .build();
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
            if (held == null || !identity.equals(held.getSpec().getHolderIdentity())) {
                return;
            }
            ZonedDateTime now = ZonedDateTime.ofInstant(time.instant().truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
            api.update(new LeaseBuilder(held)
                    .editSpec()
                    .withHolderIdentity("")
                    .withLeaseDurationSeconds(1)
                    .withRenewTime(now)
                    .withAcquireTime(now)
                    .endSpec()
                    .build());
        } catch (ApiException e) {
            LOG.debug("lease {}/{} could not be given back: {}", namespace, name, e.getMessage());
        }
    }
}
