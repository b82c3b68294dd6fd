package dev.quarterdeck.reconcile.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lease as one replica saw it last, and when: what it judges others' leases by. Times are elapsed ones of that replica, since others' clocks are not
 * trusted. Not thread-safe.
 */
final class LeaseSight {
    private final Duration standard;
    private @Nullable Lease last;
    private Duration changedAt = Duration.ZERO;

    /** @param standard how long a lease holds that does not say it */
    LeaseSight(Duration standard) {
        this.standard = standard;
    }

    /** A state that was read or heard of. One that is older than what is known, or the same, changes nothing. */
    void saw(Lease lease, Duration now) {
        if (last == null || isNewer(version(lease), version(last))) {
            last = lease;
            changedAt = now;
        }
    }

    /** This replica's own write, which the server cannot have taken before it was asked. */
    void wrote(Lease lease, Duration asked) {
        last = lease;
        changedAt = asked;
    }

    boolean isKnown() {
        return last != null;
    }

    /** Until the lease has run out if nothing is heard of it; zero or less where it has. */
    Duration left(Duration now) {
        LeaseSpec spec = last == null ? null : last.getSpec();
        Duration lasts = spec == null || spec.getLeaseDurationSeconds() == null
                ? standard
                : Duration.ofSeconds(spec.getLeaseDurationSeconds());
        return changedAt.plus(lasts).minus(now);
    }

    private static String version(Lease lease) {
        return lease.getMetadata().getResourceVersion();
    }

    /** Resource versions are decimal numbers of any size without leading zeros (KEP-5504). */
    private static boolean isNewer(String version, String than) {
        return version.length() == than.length() ? version.compareTo(than) > 0 : version.length() > than.length();
    }
}
