package dev.quarterdeck.reconcile.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one replica writes into the lease of one name, and what it reads of whose it is.
 *
 * @param duration how long it asks for, in whole seconds
 */
record LeaseClaims(String namespace, String name, String identity, Duration duration) {

    static boolean isFree(Lease lease) {
        return holder(lease).isEmpty();
    }

    boolean isMine(Lease lease) {
        return holder(lease).equals(identity);
    }

    /** Whether nobody else holds it, run out or not. */
    boolean mayWrite(Lease lease) {
        return isFree(lease) || isMine(lease);
    }

    Lease first(Instant now) {
        return claimed(
                new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata(),
                at(now),
                at(now),
                0);
    }

    /** Renewed where it is this replica's, else taken over: from now on, and counted as a transition. */
    Lease taken(Lease current, Instant now) {
        LeaseSpec before = current.getSpec();
        boolean mine = isMine(current);
        ZonedDateTime since = mine && before.getAcquireTime() != null ? before.getAcquireTime() : at(now);
        int transitions = before == null || before.getLeaseTransitions() == null ? 0 : before.getLeaseTransitions();
        return claimed(
                new LeaseBuilder(current), since, at(now), mine || before == null ? transitions : transitions + 1);
    }

    /** Nobody's, at the precondition of {@code held}. */
    Lease released(Lease held, Instant now) {
        return new LeaseBuilder(held)
                .editSpec()
                .withHolderIdentity("")
                .withLeaseDurationSeconds(1)
                .withRenewTime(at(now))
                .withAcquireTime(at(now))
                .endSpec()
                .build();
    }

    private Lease claimed(LeaseBuilder builder, ZonedDateTime acquired, ZonedDateTime renewed, int transitions) {
        return builder.editOrNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) duration.toSeconds())
                .withAcquireTime(acquired)
                .withRenewTime(renewed)
                .withLeaseTransitions(transitions)
                .endSpec()
                .build();
    }

    private static String holder(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        @Nullable String holder = spec == null ? null : spec.getHolderIdentity();
        return holder == null ? "" : holder;
    }

    /** Microseconds, as the API keeps them. */
    private static ZonedDateTime at(Instant now) {
        return ZonedDateTime.ofInstant(now.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }
}
