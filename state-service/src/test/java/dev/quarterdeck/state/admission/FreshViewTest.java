package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshViewTest {
    private static final StoredResource HOOKS =
            new StoredResource("admissionregistration.k8s.io", "mutatingwebhookconfigurations");

    private final CachedClusterReader reader =
            new CachedClusterReader(new InMemoryObjectStore(), () -> Instant.EPOCH, 100);
    private final Deque<Runnable> beside = new ArrayDeque<>();
    private long nanos;
    private int made;
    private final FreshView<Integer> view =
            new FreshView<>(List.of(HOOKS), reader, objects -> ++made, () -> nanos, beside::add);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void isMadeOnceForManyRequests() {
        for (int i = 0; i < 100; i++) {
            assertThat(view.get()).isEqualTo(1);
        }
        assertThat(beside).isEmpty();
    }

    @Test
    void isMadeAnewBesideRequestsWhileItIsGoodEnough() {
        view.get();
        pass(FreshView.OLDEST.dividedBy(2).plusMillis(1));
        assertThat(view.get()).isEqualTo(1);
        assertThat(view.get()).isEqualTo(1);
        assertThat(beside).hasSize(1);
        beside.remove().run();
        assertThat(view.get()).isEqualTo(2);
        assertThat(beside).isEmpty();
    }

    @Test
    void isNeverOlderThanItMay() {
        view.get();
        pass(FreshView.OLDEST.plusMillis(1));
        assertThat(view.get()).isEqualTo(2);
    }

    @Test
    void seesWhatThisProcessWritesAtOnce() {
        view.get();
        reader.forget(HOOKS, new ObjectKey("", "a"));
        assertThat(view.get()).isEqualTo(2);
        reader.forget(new StoredResource("", "pods"), new ObjectKey("", "a"));
        assertThat(view.get()).isEqualTo(2);
    }
}
