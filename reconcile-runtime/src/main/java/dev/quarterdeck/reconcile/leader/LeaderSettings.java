package dev.quarterdeck.reconcile.leader;

import java.time.Duration;

/**
 * Times of leader election.
 *
 * @param leaseDuration how long others wait after a leader's last renewal before they take over
 * @param renewDeadline how long a leader goes on without having renewed; shorter than {@code leaseDuration}
 * @param retryPeriod between two attempts to take or renew the lease; shorter than {@code renewDeadline}
 */
public record LeaderSettings(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
    public static final LeaderSettings STANDARD =
            new LeaderSettings(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public LeaderSettings {
        if (renewDeadline.compareTo(leaseDuration) >= 0) {
            throw new IllegalArgumentException("renewDeadline must be shorter than leaseDuration");
        }
        if (retryPeriod.compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException("retryPeriod must be shorter than renewDeadline");
        }
    }
}
