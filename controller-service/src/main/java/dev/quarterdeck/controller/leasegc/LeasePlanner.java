package dev.quarterdeck.controller.leasegc;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.Map;

/**
 * Decides which Leases of API servers are left over (KEP-1965). Pure.
 *
 * <pre>
 * Lease                                              → what
 * without the label of API servers                     nothing
 * renewed within its duration                          nothing
 * not renewed for longer                               delete
 * without time of renewal, or duration                 delete
 * </pre>
 */
final class LeasePlanner {
    private static final String IDENTITY = "apiserver.kubernetes.io/identity";
    private static final String SERVER = "kube-apiserver";

    private LeasePlanner() {}

    static boolean isLeftOver(Lease lease, Instant now) {
        Map<String, String> labels = lease.getMetadata().getLabels();
        if (labels == null || !SERVER.equals(labels.get(IDENTITY))) {
            return false;
        }
        return lease.getSpec() == null
                || lease.getSpec().getRenewTime() == null
                || lease.getSpec().getLeaseDurationSeconds() == null
                || lease.getSpec()
                        .getRenewTime()
                        .toInstant()
                        .plusSeconds(lease.getSpec().getLeaseDurationSeconds())
                        .isBefore(now);
    }
}
