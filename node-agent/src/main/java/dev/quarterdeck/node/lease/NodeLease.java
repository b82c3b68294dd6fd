package dev.quarterdeck.node.lease;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Says every ten seconds that the node is alive (KEP-589). One thread at a time. */
public final class NodeLease {
    public static final String NAMESPACE = "kube-node-lease";
    private static final int DURATION_SECONDS = 40;

    private final ObjectApi api;
    private final Clock clock;
    private @Nullable Lease last;

    public NodeLease(ObjectApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** One write where nobody else wrote; otherwise it reads first. */
    public void renew(Node node) throws InterruptedException {
        Lease base = last;
        if (base == null) {
            base = api.get(Lease.class, NAMESPACE, node.getMetadata().getName()).orElse(null);
        }
        ZonedDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
        if (base == null) {
            last = api.create(new LeaseBuilder()
                    .withNewMetadata()
                    .withName(node.getMetadata().getName())
                    .withNamespace(NAMESPACE)
                    .addNewOwnerReference()
                    .withApiVersion("v1")
                    .withKind("Node")
                    .withName(node.getMetadata().getName())
                    .withUid(node.getMetadata().getUid())
                    .endOwnerReference()
                    .endMetadata()
                    .withNewSpec()
                    .withHolderIdentity(node.getMetadata().getName())
                    .withLeaseDurationSeconds(DURATION_SECONDS)
                    .withRenewTime(now)
                    .endSpec()
                    .build());
            return;
        }
        try {
            last = api.update(new LeaseBuilder(base)
                    .editSpec()
                    .withHolderIdentity(node.getMetadata().getName())
                    .withLeaseDurationSeconds(DURATION_SECONDS)
                    .withRenewTime(now)
                    .endSpec()
                    .build());
        } catch (ApiException e) {
            last = null;
            boolean again = e.reason() == StatusReason.CONFLICT || e.code() == StatusReason.NOT_FOUND.code();
            if (!again) {
                throw e;
            }
        }
    }
}
