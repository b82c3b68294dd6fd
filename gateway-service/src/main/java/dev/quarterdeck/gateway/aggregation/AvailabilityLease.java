package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of several gateways says whether APIServices are available: the one that holds the Lease {@code kube-system/quarterdeck-apiservice-availability}. Gateways that see
 * the network differently would overwrite each other else. Others' clocks are not trusted: a foreign lease has run out when it did not change for its time, as seen
 * here. Only asked for while something is aggregated.
 */
final class AvailabilityLease {
    private static final StoredResource RESOURCE = new StoredResource("coordination.k8s.io", "leases");
    private static final ResourceType TYPE = BuiltInResources.catalog()
            .find(new GroupVersionResource("coordination.k8s.io", "v1", "leases"))
            .orElseThrow();
    private static final ObjectKey KEY = new ObjectKey("kube-system", "quarterdeck-apiservice-availability");
    private static final Duration LASTS = Duration.ofSeconds(15);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(5);
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(10);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ObjectLookup objects;
    private final Function<WriteRequest, CompletableFuture<WriteResult>> state;
    private final String identity;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private volatile boolean held;
    private volatile long renewed;
    private String seenVersion = "";
    private long seenAt;

    /**
     * @param identity of this gateway; no other may have it
     * @param nanoTime monotonic
     */
    AvailabilityLease(
            ObjectLookup objects,
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            String identity,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.objects = objects;
        this.state = state;
        this.identity = identity;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    boolean isHeld() {
        return held && nanoTime.getAsLong() - renewed < GIVEN_UP_AFTER.toNanos();
    }

    /** One attempt to take or renew it, where that is due. Blocks; one thread at a time. Fails where the store does, or another was faster. */
    void attempt() {
        if (held && nanoTime.getAsLong() - renewed < RENEWED_AFTER.toNanos()) {
            return;
        }
        long asked = nanoTime.getAsLong();
        ObjectNode current = objects.fresh(RESOURCE, KEY)
                .blockOptional()
                .flatMap(found -> found)
                .orElse(null);
        if (current != null && !mayTake(current, asked)) {
            held = false;
            return;
        }
        write(current, clock.instant());
        renewed = asked;
        held = true;
    }

    private boolean mayTake(ObjectNode lease, long now) {
        String version = Metadata.of(lease).resourceVersion();
        if (!version.equals(seenVersion)) {
            seenVersion = version;
            seenAt = now;
        }
        String holder = lease.path("spec").path("holderIdentity").stringValue("");
        long seconds = lease.path("spec").path("leaseDurationSeconds").asLong(LASTS.toSeconds());
        return holder.isEmpty()
                || holder.equals(identity)
                || now - seenAt >= Duration.ofSeconds(seconds).toNanos();
    }

    private void write(@Nullable ObjectNode current, Instant now) {
        ObjectNode lease = current == null ? Json.object() : current.deepCopy();
        if (current == null) {
            lease.put("kind", "Lease").put("apiVersion", "coordination.k8s.io/v1");
            lease.putObject("metadata").put("namespace", KEY.namespace()).put("name", KEY.name());
        }
        ObjectNode spec = lease.withObject("/spec");
        boolean mine = spec.path("holderIdentity").stringValue("").equals(identity);
        if (!mine) {
            spec.put("acquireTime", MICROS.format(now))
                    .put(
                            "leaseTransitions",
                            current == null ? 0 : spec.path("leaseTransitions").asInt(0) + 1);
        }
        spec.put("holderIdentity", identity)
                .put("leaseDurationSeconds", (int) LASTS.toSeconds())
                .put("renewTime", MICROS.format(now));
        byte[] body = Json.write(lease);
        WriteRequest.Options options = WriteRequest.Options.NONE;
        state.apply(
                        current == null
                                ? new WriteRequest.Create(
                                        TYPE,
                                        KEY.namespace(),
                                        "",
                                        "",
                                        body,
                                        "application/json",
                                        AvailabilityStatus.SELF,
                                        options)
                                : new WriteRequest.Update(
                                        TYPE,
                                        KEY.namespace(),
                                        KEY.name(),
                                        "",
                                        body,
                                        "application/json",
                                        AvailabilityStatus.SELF,
                                        options))
                .join();
    }
}
