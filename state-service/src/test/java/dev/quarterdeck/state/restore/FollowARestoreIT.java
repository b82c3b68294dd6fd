package dev.quarterdeck.state.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.state.publish.LeadershipThread;
import dev.quarterdeck.state.publish.PostgresChangeLog;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.NewestPublished;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.RevisionLeap;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.stream.topic.TopicNames;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.stores.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that stays up while the store is restored under it: its caches saw a future that is undone, and must forget it, whatever they do not hear of. */
@Timeout(90)
class FollowARestoreIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NODES = new StoredResource("", "nodes");
    /** A kind that the restored store never had. */
    private static final StoredResource LOST = new StoredResource("example.com", "losts");

    private final EmbeddedKafka kafka = TestStores.kafka();
    private final StreamClients clients =
            new StreamClients(new StreamSettings("restore", kafka.bootstrapServers(), kafka.clientProperties()));
    private final List<AutoCloseable> open = new ArrayList<>();
    private PostgresFixture fixture = new PostgresFixture(PostgresFixture.fresh());
    private PostgresObjectStore store;
    private LeadershipThread leadership;

    /** The one state-service that there is at a time; the caches do not know which. */
    private final SnapshotSource source = new SnapshotSource() {
        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            return fixture.reader.snapshot(resource);
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            return fixture.reader.progressOf(resource);
        }
    };

    private static final class Resets implements ResourceCache.CacheListener {
        final AtomicInteger count = new AtomicInteger();

        @Override
        public void onEvent(CacheEvent event) {}

        @Override
        public void onReset() {
            count.incrementAndGet();
        }
    }

    private void start() {
        RecentChanges recent = new RecentChanges();
        PostgresChangeLog log = new PostgresChangeLog(fixture.connections);
        leadership = LeadershipThread.on(
                fixture.connections,
                () -> new ChangePublisher(clients, log, recent, Set.of(PODS, NODES)),
                recent,
                true);
        store = fixture.store(changes ->
                recent.committed(changes.stream().map(c -> c.change()).toList()));
    }

    private void stop() {
        leadership.close();
        fixture.close();
    }

    @AfterEach
    void close() throws Exception {
        stop();
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private long put(StoredResource resource, String path) {
        CommitOutcome outcome = get(store.commit(List.of(new Mutation.Insert(
                resource, ObjectKey.ofPath(path), "u", ObjectStoreContract.object(path, "x"), Set.of()))));
        return ((CommitOutcome.Committed) outcome).changes().getFirst().revision();
    }

    /** The same tables under another name, as they are now. */
    private static PostgresSettings copy(PostgresSettings from) throws SQLException {
        PostgresSettings empty = PostgresFixture.fresh();
        String name = empty.url().substring(empty.url().lastIndexOf('/') + 1);
        String template = from.url().substring(from.url().lastIndexOf('/') + 1);
        var server = TestStores.postgres();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name);
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        }
        return empty;
    }

    private List<ConsumerRecord<byte[], byte[]>> records(StoredResource resource, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = clients.consumer("test")) {
            TopicPartition partition = new TopicPartition(new TopicNames("restore").of(resource), 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            Await.until(() -> count + " records, have " + records.size(), Duration.ofSeconds(20), () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value());
    }

    @Test
    void cachesForgetTheLostFutureAndTopicsTellOfIt() throws Exception {
        start();
        long kept = put(PODS, "a/kept");
        records(PODS, 1);
        stop();
        PostgresSettings backup = copy(fixture.settings);

        fixture = new PostgresFixture(fixture.settings);
        start();
        ReplicatedResourceCaches caches = new ReplicatedResourceCaches(
                clients, source, SelectableFieldsExtractor.METADATA_ONLY, CacheSettings.DEFAULT);
        open.add(caches);
        long lostPod = put(PODS, "a/lost");
        long lostNode = put(NODES, "lost");
        long lostOther = put(LOST, "a/lost");
        assertThat(get(caches.cache(PODS).awaitRevision(lostPod)).size()).isEqualTo(2);
        assertThat(get(caches.cache(NODES).awaitRevision(lostNode)).size()).isEqualTo(1);
        assertThat(get(caches.cache(LOST).awaitRevision(lostOther)).size()).isEqualTo(1);
        Resets resets = new Resets();
        for (StoredResource resource : List.of(PODS, NODES, LOST)) {
            caches.cache(resource).subscribe(lostOther, resets);
        }
        Await.until("all is published", Duration.ofSeconds(20), () -> NewestPublished.read(clients) == lostOther);
        stop();

        RevisionLeap leap = new RestoreFence(backup, InstantSource.system()).raise(NewestPublished.read(clients));
        assertThat(leap.restored()).isEqualTo(kept);
        fixture = new PostgresFixture(backup);
        // a read that asks how fresh it must be is told something that no cache with the lost future has
        assertThat(get(source.progressOf(LOST)).newest()).isEqualTo(leap.resumed());
        start();

        Await.until("three resets", Duration.ofSeconds(20), () -> resets.count.get() == 3);
        CacheView pods = get(caches.cache(PODS).awaitRevision(leap.resumed()));
        assertThat(pods.objects("", null)).extracting(o -> o.key().path()).containsExactly("a/kept");
        assertThat(get(caches.cache(NODES).awaitRevision(leap.resumed())).size())
                .isZero();
        assertThat(get(caches.cache(LOST).awaitRevision(leap.resumed())).size()).isZero();

        long next = put(PODS, "a/next");
        assertThat(next).isEqualTo(leap.resumed() + 1);
        assertThat(get(caches.cache(PODS).awaitRevision(next)).size()).isEqualTo(2);
        assertThat(resets.count).hasValue(3);

        assertThat(records(PODS, 4))
                .extracting(r -> header(r, "type") + " " + header(r, "revision") + " after " + header(r, "previous"))
                .containsExactly(
                        "ADDED " + kept + " after 0",
                        "ADDED " + lostPod + " after " + kept,
                        "RESTORED " + leap.resumed() + " after " + leap.resumed(),
                        "ADDED " + next + " after " + leap.resumed());
        ConsumerRecord<byte[], byte[]> signal = records(LOST, 2).get(1);
        assertThat(signal.key()).isNull();
        assertThat(signal.value()).isNull();
        assertThat(RecordFormat.isRestored(signal)).isTrue();
        assertThat(header(signal, "restored")).isEqualTo(Long.toString(kept));

        // whoever publishes next does not tell it again
        leadership.close();
        fixture.close();
        fixture = new PostgresFixture(backup);
        start();
        long last = put(PODS, "a/last");
        get(caches.cache(PODS).awaitRevision(last));
        assertThat(records(PODS, 5)).hasSize(5);
        assertThat(resets.count).hasValue(3);
    }
}
