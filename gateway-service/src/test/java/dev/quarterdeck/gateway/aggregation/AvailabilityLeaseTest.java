package dev.quarterdeck.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two gateways, one of which says whether APIServices are available. */
class AvailabilityLeaseTest {
    private static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");
    private static final ObjectKey KEY = new ObjectKey("kube-system", "quarterdeck-apiservice-availability");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final FakeStateClient state = new FakeStateClient(caches);
    private long nanos = Duration.ofHours(1).toNanos();
    private final AvailabilityLease one = lease("one");
    private final AvailabilityLease two = lease("two");

    private AvailabilityLease lease(String identity) {
        return new AvailabilityLease(
                new ObjectLookup(caches, state::newestRevision),
                this::write,
                identity,
                () -> Instant.EPOCH.plusNanos(nanos),
                () -> nanos);
    }

    /** As state-service: an update of another state than there is loses. */
    private CompletableFuture<WriteResult> write(WriteRequest request) {
        if (request instanceof WriteRequest.Update update) {
            CachedObject there = caches.get(LEASES, KEY);
            String version = Metadata.of(Json.read(update.body())).resourceVersion();
            if (there == null || there.revision() != Long.parseLong(version)) {
                return CompletableFuture.failedFuture(
                        new ApiException(StatusReason.CONFLICT, "changed", ApiException.Details.NONE));
            }
        }
        return state.write(request);
    }

    @AfterEach
    void stop() {
        caches.close();
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private JsonNode spec() {
        return Json.read(caches.get(LEASES, KEY).json()).path("spec");
    }

    @Test
    void theFirstLeadsAndTheOtherTakesOverWhenItIsSilent() {
        one.attempt();
        two.attempt();
        assertThat(one.isHeld()).isTrue();
        assertThat(two.isHeld()).isFalse();
        for (int i = 0; i < 6; i++) {
            pass(5);
            one.attempt();
            two.attempt();
        }
        assertThat(one.isHeld()).isTrue();
        assertThat(two.isHeld()).isFalse();
        assertThat(spec().path("leaseTransitions").asInt()).isZero();

        pass(14);
        two.attempt();
        assertThat(two.isHeld()).as("not before its time is over").isFalse();
        assertThat(one.isHeld()).as("given up by itself").isFalse();
        pass(1);
        two.attempt();
        assertThat(two.isHeld()).isTrue();
        assertThat(spec().path("holderIdentity").asString()).isEqualTo("two");
        assertThat(spec().path("leaseTransitions").asInt()).isEqualTo(1);
        one.attempt();
        assertThat(one.isHeld()).isFalse();
    }

    @Test
    void whoCannotWriteDoesNotLead() {
        one.attempt();
        state.unreachable = true;
        pass(6);
        assertThatThrownBy(one::attempt).isNotNull();
        assertThat(one.isHeld()).as("the lease still runs").isTrue();
        pass(4);
        assertThat(one.isHeld()).isFalse();
    }

    @Test
    void neverDoBothLead() {
        for (int seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            for (int step = 0; step < 100; step++) {
                pass(random.nextInt(9));
                state.unreachable = random.nextInt(5) == 0;
                try {
                    (random.nextInt(4) == 0 ? two : one).attempt();
                } catch (RuntimeException e) {
                    assertThat(e).hasMessageMatching(".*(cannot be reached|changed|not up to date).*");
                }
                assertThat(one.isHeld() && two.isHeld()).as("seed " + seed).isFalse();
            }
        }
    }
}
