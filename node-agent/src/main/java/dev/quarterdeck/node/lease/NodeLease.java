package dev.quarterdeck.node.lease;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Says every ten seconds that the node is alive (KEP-589). One thread at a time. */
public final class NodeLease {
    public static final String NAMESPACE = "kube-node-lease";
    private static final int DURATION_SECONDS = 40;
    /** A beat that comes sooner, because the node has something else to say, renews nothing. */
    private static final Duration EARLIEST = Duration.ofSeconds(5);

    private final ObjectApi api;
    private final Clock clock;
    private @Nullable Lease last;
    private Instant toldAt = Instant.MIN;

    public NodeLease(ObjectApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** One write where nobody else wrote; otherwise it reads first. */
    public void renew(Node node) throws InterruptedException {
        Instant at = clock.instant();
        if (last != null && !toldAt.plus(EARLIEST).isBefore(at)) {
            return;
        }
        renew(node, at);
        toldAt = at;
    }

    private void renew(Node node, Instant at) throws InterruptedException {
        ZonedDateTime now = at.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
        Lease base = last;
        if (base == null) {
            base = made(node, now);
            last = base;
            if (base.getSpec().getRenewTime().equals(now)) {
                return;
            }
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

    /** A new one, or what is there. */
    private Lease made(Node node, ZonedDateTime now) throws InterruptedException {
        try {
            return api.create(new LeaseBuilder()
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
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
            return api.get(Lease.class, NAMESPACE, node.getMetadata().getName()).orElseThrow(() -> e);
        }
    }
}
