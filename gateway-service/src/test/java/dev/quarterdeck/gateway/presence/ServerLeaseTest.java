package dev.quarterdeck.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What an API server says of itself, as a kube-apiserver 1.36 does. */
class ServerLeaseTest {
    private static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final FakeStateClient state = new FakeStateClient(caches);
    private final List<String> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ServerLease lease = lease("one", "start-1");

    private ServerLease lease(String address, String random) {
        return new ServerLease(this::write, "host-a", address, random, () -> now);
    }

    /** As state-service: what is not there cannot be patched. */
    private CompletableFuture<WriteResult> write(WriteRequest request) {
        asked.add(request.getClass().getSimpleName());
        if (request instanceof WriteRequest.Patch patch && !state.unreachable) {
            CachedObject there = caches.get(LEASES, new ObjectKey("kube-system", patch.name()));
            if (there == null) {
                return CompletableFuture.failedFuture(
                        new ApiException(StatusReason.NOT_FOUND, "gone", ApiException.Details.NONE));
            }
            ObjectNode patched = Json.read(there.json());
            patched.set("spec", Json.read(patch.body()).path("spec"));
            return state.write(new WriteRequest.Update(
                    patch.type(),
                    patch.namespace(),
                    patch.name(),
                    "",
                    Json.write(patched),
                    "application/json",
                    patch.caller(),
                    patch.options()));
        }
        return state.write(request);
    }

    @AfterEach
    void stop() {
        caches.close();
    }

    private ObjectNode stored() {
        return Json.read(
                caches.get(LEASES, new ObjectKey("kube-system", lease.name())).json());
    }

    @Test
    void isMadeOnceAndThenRenewedWithOneWriteEach() {
        lease.renew();
        assertThat(stored().path("metadata").path("labels").toString())
                .isEqualTo(
                        "{\"apiserver.kubernetes.io/identity\":\"kube-apiserver\",\"kubernetes.io/hostname\":\"host-a\"}");
        assertThat(stored().path("spec").toString())
                .isEqualTo("{\"holderIdentity\":\"" + lease.name()
                        + "_start-1\",\"leaseDurationSeconds\":3600,\"renewTime\":\"2026-01-01T00:00:00.000000Z\"}");
        asked.clear();
        now = now.plusSeconds(10);
        lease.renew();
        assertThat(asked).containsExactly("Patch");
        assertThat(stored().path("spec").path("renewTime").asString()).isEqualTo("2026-01-01T00:00:10.000000Z");
    }

    @Test
    void hasTheSameNameAfterARestartAndAnotherElsewhere() {
        assertThat(lease("one", "start-2").name()).isEqualTo(lease.name()).matches("apiserver-[a-z2-7]{26}");
        assertThat(lease("two", "start-1").name()).isNotEqualTo(lease.name());
    }

    @Test
    void goesWithTheServerAndIsNotRenewedAgain() {
        lease.renew();
        lease.close();
        assertThat(caches.get(LEASES, new ObjectKey("kube-system", lease.name())))
                .isNull();
        lease.renew();
        assertThat(asked).endsWith("Delete");
    }

    @Test
    void aStoreThatIsAwayIsAskedAgainLaterAndDoesNotHoldUpTheEnd() {
        state.unreachable = true;
        lease.renew();
        assertThat(asked).as("asked once").containsExactly("Patch");
        lease.close();
    }
}
