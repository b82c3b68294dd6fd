package dev.quarterdeck.scheduler.profile;

import java.time.Duration;
import java.util.Set;

/**
 * The part of a KubeSchedulerConfiguration that is about a process (connection, leader election). This scheduler has its own settings for that; what is written
 * there is checked, so that a file that is refused elsewhere is refused here, and means nothing.
 */
final class ProcessSettings {
    private ProcessSettings() {}

    static void check(ConfigurationTree root) {
        for (String flag : new String[] {"enableProfiling", "enableContentionProfiling", "delayCacheUntilActive"}) {
            root.get(flag).flag(false);
        }
        ConfigurationTree connection = root.get("clientConnection");
        connection.only(Set.of("kubeconfig", "acceptContentTypes", "contentType", "qps", "burst"));
        connection.get("burst").number(0, 0, Integer.MAX_VALUE, "must be non-negative");
        ConfigurationTree election = root.get("leaderElection");
        election.only(Set.of(
                "leaderElect",
                "leaseDuration",
                "renewDeadline",
                "retryPeriod",
                "resourceLock",
                "resourceName",
                "resourceNamespace"));
        boolean elects = election.get("leaderElect").flag(true);
        Duration lease = time(election.get("leaseDuration"), 15, elects);
        Duration renew = time(election.get("renewDeadline"), 10, elects);
        time(election.get("retryPeriod"), 2, elects);
        if (elects && lease.compareTo(renew) <= 0) {
            ConfigurationTree shown =
                    election.get(election.get("renewDeadline").isSet() ? "renewDeadline" : "leaseDuration");
            election.get("leaseDuration").invalid(shown.node().toString(), "must be greater than `RenewDeadline`");
        }
        String lock = election.get("resourceLock").text("leases");
        if (elects && !lock.isEmpty() && !lock.equals("leases")) {
            election.get("resourceLock").invalid("resourceLock value must be \"leases\"");
        }
    }

    private static Duration time(ConfigurationTree time, long otherwise, boolean positive) {
        Duration least = positive ? Duration.ofNanos(1) : Duration.ofSeconds(Long.MIN_VALUE);
        return time.duration(Duration.ofSeconds(otherwise), least, "must be greater than zero");
    }
}
