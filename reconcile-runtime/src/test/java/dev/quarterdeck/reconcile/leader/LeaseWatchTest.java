package dev.quarterdeck.reconcile.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
    private final FakeApiServer server = new FakeApiServer(InstantSource.system());
    private final BlockingQueue<String> holders = new LinkedBlockingQueue<>();

    private Lease held(String holder) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("test")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .endSpec()
                .build();
    }

    private @Nullable String next() throws InterruptedException {
        return holders.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void tellsWhatIsThereAndEachChangeAlsoAfterTheServerEndedTheWatch() throws Exception {
        Lease lease = server.api().create(held("a"));
        try (SystemTime time = new SystemTime();
                LeaseWatch.Following following = LeaseWatch.through(server.api(), time)
                        .follow(
                                "kube-system",
                                "test",
                                seen -> holders.add(seen.getSpec().getHolderIdentity()))) {
            assertThat(following).isNotNull();
            assertThat(next()).isEqualTo("a");
            lease.getSpec().setHolderIdentity("b");
            lease = server.api().update(lease);
            assertThat(next()).isEqualTo("b");
            server.endWatches();
            lease.getSpec().setHolderIdentity("c");
            server.api().update(lease);
            assertThat(next()).isEqualTo("c");
            assertThat(server.requests()).anyMatch(r -> r.contains("/leases?") && r.contains("metadata.name%3Dtest"));
        }
    }
}
