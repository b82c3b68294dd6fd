package dev.quarterdeck.state.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What API servers behind the gateway trust is nobody else's to say. */
@Timeout(30)
class TrustKeeperTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");

    @TempDir
    Path directory;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicReference<CountDownLatch> looked = new AtomicReference<>(new CountDownLatch(1));
    private TrustKeeper keeper;

    @BeforeEach
    void start() throws IOException {
        Path ca = Files.writeString(directory.resolve("ca.crt"), "CLIENTS");
        ClusterBootstrap bootstrap = new ClusterBootstrap(
                store,
                BuiltInResources.catalog(),
                AddressRange.parseAll("10.0.0.0/24"),
                new BootstrapSettings(List.of(), 6443, ca.toString()),
                () -> Instant.parse("2026-01-02T03:04:05Z"),
                () -> UUID.randomUUID().toString());
        bootstrap.apply();
        keeper = new TrustKeeper(() -> {
            bootstrap.applyTrust();
            looked.get().countDown();
        });
        keeper.start();
    }

    @AfterEach
    void stop() {
        keeper.close();
    }

    private Optional<CurrentObject> row() {
        return store.get(CONFIG_MAPS, ClusterBootstrap.TRUST).join();
    }

    private void commit(Mutation mutation) throws InterruptedException {
        looked.set(new CountDownLatch(1));
        store.commit(List.of(mutation), Author.internal("somebody")).join();
        keeper.committed(List.of(CHANGE));
        assertThat(looked.get().await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static final CommittedChange CHANGE = new CommittedChange(
            new Change(CONFIG_MAPS, ClusterBootstrap.TRUST, 1, ChangeType.MODIFIED, new byte[0]),
            "uid",
            Author.internal("somebody"));

    @Test
    void itIsMadeAgainWhenSomebodyDeletesIt() throws InterruptedException {
        CurrentObject row = row().orElseThrow();
        commit(new Mutation.Remove(
                row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(Json.read(row.json()))));
        assertThat(new String(row().orElseThrow().json())).contains("\"client-ca-file\":\"CLIENTS\"");
    }

    @Test
    void itIsMendedWhenSomebodyChangesIt() throws InterruptedException {
        CurrentObject row = row().orElseThrow();
        ObjectNode tree = Json.read(row.json());
        tree.withObjectProperty("data").put("client-ca-file", "MINE").put("more", "x");
        commit(new Mutation.Replace(
                row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(tree), Set.of()));
        assertThat(Json.read(row().orElseThrow().json()).path("data").toString())
                .isEqualTo("{\"client-ca-file\":\"CLIENTS\"}");
    }
}
