package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CachedClusterReaderTest {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    private static final ObjectKey KEY = new ObjectKey("", "a");

    private final CountingStore store = new CountingStore();
    private Instant now = Instant.EPOCH;
    private final CachedClusterReader reader = new CachedClusterReader(store, () -> now, 100);

    @Test
    void asksTheStoreOnceASecond() {
        store.insert();
        for (int i = 0; i < 5; i++) {
            assertThat(reader.get(NAMESPACES, KEY)).isNotNull();
            assertThat(reader.list(NAMESPACES, "")).hasSize(1);
        }
        assertThat(store.reads).isEqualTo(2);
        now = now.plus(CachedClusterReader.FRESH);
        reader.get(NAMESPACES, KEY);
        assertThat(store.reads).isEqualTo(3);
    }

    @Test
    void neverRemembersThatSomethingIsMissing() {
        assertThat(reader.get(NAMESPACES, KEY)).isNull();
        store.insert();
        assertThat(reader.get(NAMESPACES, KEY)).isNotNull();
    }

    @Test
    void forgetsWhatWasWritten() {
        store.insert();
        reader.get(NAMESPACES, KEY);
        reader.list(NAMESPACES, "");
        reader.forget(NAMESPACES, KEY);
        reader.get(NAMESPACES, KEY);
        reader.list(NAMESPACES, "");
        assertThat(store.reads).isEqualTo(4);
    }

    @Test
    void thoseThatAskTogetherShareARead() throws Exception {
        store.insert();
        store.held = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> askers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                askers.add(threads.submit(() -> reader.list(NAMESPACES, "").size()));
            }
            store.begun.await();
            // whoever writes after that must see it: the read under way is nobody's to join any more
            reader.forget(NAMESPACES, KEY);
            CompletableFuture<Void> first = store.held;
            store.held = null;
            assertThat(reader.list(NAMESPACES, "")).hasSize(1);
            first.complete(null);
            for (Future<Integer> asker : askers) {
                assertThat(asker.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
        assertThat(store.reads).isLessThan(10);
    }

    @Test
    void whatWasReadBeforeAWriteIsNotRememberedAfterIt() throws Exception {
        store.insert();
        CompletableFuture<Void> first = new CompletableFuture<>();
        store.held = first;
        CompletableFuture<Boolean> early = new CompletableFuture<>();
        Thread.startVirtualThread(() -> early.complete(reader.get(NAMESPACES, KEY) != null));
        store.begun.await();
        store.held = null;
        reader.forget(NAMESPACES, KEY);
        first.complete(null);
        assertThat(early.get(10, TimeUnit.SECONDS)).isTrue();
        int before = store.reads;
        reader.get(NAMESPACES, KEY);
        assertThat(store.reads).isEqualTo(before + 1);
    }

    /** Its process may have been stopped meanwhile, or the store be slow. */
    @Test
    void nobodyJoinsAReadThatBeganTooLongAgo() throws Exception {
        store.insert();
        CompletableFuture<Void> first = new CompletableFuture<>();
        store.held = first;
        CompletableFuture<Integer> early = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> early.complete(reader.list(NAMESPACES, "").size()));
        store.begun.await();
        store.held = null;
        now = now.plus(CachedClusterReader.FRESH);
        CompletableFuture<Integer> late =
                CompletableFuture.supplyAsync(() -> reader.list(NAMESPACES, "").size());
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        first.complete(null);
        assertThat(early.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        int before = store.reads;
        reader.list(NAMESPACES, "");
        assertThat(store.reads).as("what the later one found is remembered").isEqualTo(before);
    }

    @Test
    void whatWasMissingWhenAnotherBeganToReadIsReadAgain() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        store.held = first;
        CompletableFuture<Boolean> early = new CompletableFuture<>();
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Thread.startVirtualThread(() -> early.complete(reader.get(NAMESPACES, KEY) != null));
        store.begun.await();
        store.held = null;
        // by another replica: nothing is forgotten here
        store.insert();
        Thread asker = Thread.startVirtualThread(() -> late.complete(reader.get(NAMESPACES, KEY) != null));
        while (asker.getState() != Thread.State.WAITING && !late.isDone()) {
            Thread.onSpinWait();
        }
        first.complete(null);
        assertThat(early.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(late.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static final class CountingStore implements ObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile @Nullable CompletableFuture<Void> held;
        private volatile int reads;

        void insert() {
            ObjectNode object = Json.object();
            object.putObject("metadata").put("name", "a");
            store.commit(List.of(new Mutation.Insert(NAMESPACES, KEY, "u", EncodedObject.of(object), Set.of())))
                    .join();
        }

        @Override
        public CompletableFuture<CommitOutcome> commit(List<Mutation> together, Author author) {
            return store.commit(together, author);
        }

        @Override
        public CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key) {
            reads++;
            CompletableFuture<Optional<CurrentObject>> found = store.get(resource, key);
            CompletableFuture<Void> until = held;
            begun.countDown();
            return until == null ? found : until.thenCompose(go -> found);
        }

        @Override
        public CompletableFuture<List<CurrentObject>> list(
                StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
            reads++;
            CompletableFuture<Void> until = held;
            begun.countDown();
            return until == null
                    ? store.list(resource, namespace, after, limit)
                    : until.thenCompose(go -> store.list(resource, namespace, after, limit));
        }

        @Override
        public CompletableFuture<List<String>> claimed(String scope, List<String> values) {
            return store.claimed(scope, values);
        }
    }
}
