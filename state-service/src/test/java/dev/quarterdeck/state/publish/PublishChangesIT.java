package dev.quarterdeck.state.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.PublishSettings;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.stream.topic.TopicNames;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.stores.TestStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishChangesIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    private final EmbeddedKafka kafka = TestStores.kafka();
    private final StreamClients clients = new StreamClients(new StreamSettings(
            "test" + CLUSTERS.incrementAndGet(), kafka.bootstrapServers(), kafka.clientProperties()));
    private final PostgresFixture fixture = new PostgresFixture();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, Long> revisions = new HashMap<>();

    /** A replica: commits, and publishes when it leads. */
    private record Replica(PostgresObjectStore store, LeadershipThread leadership) {}

    private Replica replica() {
        return replica(PublishSettings.DEFAULT);
    }

    private Replica replica(PublishSettings settings) {
        RecentChanges recent = new RecentChanges();
        LeadershipThread leadership = LeadershipThread.on(
                fixture.connections,
                () -> new ChangePublisher(
                        clients,
                        new PostgresChangeLog(fixture.connections),
                        recent,
                        Set.of(PODS, NODES, LEASES),
                        settings),
                recent,
                true);
        open.add(leadership);
        PostgresObjectStore store = fixture.store(changes ->
                recent.committed(changes.stream().map(c -> c.change()).toList()));
        return new Replica(store, leadership);
    }

    private ReplicatedResourceCaches caches() {
        ReplicatedResourceCaches caches = new ReplicatedResourceCaches(
                clients, fixture.reader, SelectableFieldsExtractor.METADATA_ONLY, CacheSettings.DEFAULT);
        open.add(caches);
        return caches;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
        fixture.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private long put(PostgresObjectStore store, StoredResource resource, String path) {
        ObjectKey key = ObjectKey.ofPath(path);
        Long revision = revisions.get(resource + " " + path);
        var object = ObjectStoreContract.object(path, "x");
        Mutation mutation = revision == null
                ? new Mutation.Insert(resource, key, "u", object, Set.of())
                : new Mutation.Replace(resource, key, "u", revision, object, Set.of());
        long at = commit(store, mutation);
        revisions.put(resource + " " + path, at);
        return at;
    }

    private long delete(PostgresObjectStore store, StoredResource resource, String path) {
        Long revision = revisions.remove(resource + " " + path);
        return commit(
                store,
                new Mutation.Remove(
                        resource, ObjectKey.ofPath(path), "u", revision, ObjectStoreContract.object(path, "last")));
    }

    private static long commit(PostgresObjectStore store, Mutation mutation) {
        return ((CommitOutcome.Committed) get(store.commit(List.of(mutation))))
                .changes()
                .getFirst()
                .revision();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(StoredResource resource, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = clients.consumer("test")) {
            TopicPartition partition =
                    new TopicPartition(new TopicNames(clients.settings().clusterName()).of(resource), 0);
            Await.until("the topic " + partition, Duration.ofSeconds(10), () -> consumer.listTopics()
                    .containsKey(partition.topic()));
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            Await.until(() -> count + " records, have " + records.size(), Duration.ofSeconds(10), () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    /** What the broker keeps of a topic. */
    private long bytesOnDisk(StoredResource resource) throws Exception {
        String topic = new TopicNames(clients.settings().clusterName()).of(resource);
        try (Admin admin = Admin.create(new HashMap<>(adminConfig()))) {
            int broker = admin.describeCluster()
                    .controller()
                    .get(10, TimeUnit.SECONDS)
                    .id();
            return admin.describeLogDirs(List.of(broker)).allDescriptions().get(10, TimeUnit.SECONDS).values().stream()
                    .flatMap(directories -> directories.values().stream())
                    .map(directory -> directory.replicaInfos().get(new TopicPartition(topic, 0)))
                    .filter(Objects::nonNull)
                    .mapToLong(replica -> replica.size())
                    .sum();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value());
    }

    private static final class Seen implements ResourceCache.CacheListener {
        final List<Long> revisions = new CopyOnWriteArrayList<>();
        final AtomicInteger resets = new AtomicInteger();

        @Override
        public void onEvent(CacheEvent event) {
            revisions.add(event.revision());
        }

        @Override
        public void onReset() {
            resets.incrementAndGet();
        }
    }

    @Test
    void recordsCarryTheChangeAndATombstoneFollowsADeletion() {
        Replica replica = replica();
        long one = put(replica.store, PODS, "a/x");
        long other = put(replica.store, NODES, "n");
        long two = put(replica.store, PODS, "a/x");
        long gone = delete(replica.store, PODS, "a/x");
        List<ConsumerRecord<byte[], byte[]>> records = records(PODS, 4);
        assertThat(records).extracting(r -> new String(r.key())).containsOnly("a/x");
        assertThat(records)
                .extracting(r -> header(r, "revision") + " after " + header(r, "previous") + " " + header(r, "type"))
                .containsExactly(
                        one + " after 0 ADDED",
                        two + " after " + one + " MODIFIED",
                        gone + " after " + two + " DELETED",
                        gone + " after " + gone + " DELETED");
        assertThat(header(records.getFirst(), "kind")).isEqualTo("Pod");
        assertThat(new String(records.get(2).value())).contains("\"last\"", "\"resourceVersion\":\"" + gone + "\"");
        assertThat(records.get(3).value()).isNull();
        assertThat(header(records(NODES, 1).getFirst(), "revision")).isEqualTo("" + other);
    }

    /** Revisions and objects of one kind have most of their bytes in common. */
    @Test
    void whatGoesTogetherIsCompressed() throws Exception {
        Replica replica = replica();
        Await.until("the replica leads", Duration.ofSeconds(10), replica.leadership::isLeading);
        String data = "{\"image\": \"registry/app:1\"}".repeat(40);
        List<Mutation> together = IntStream.range(0, 100)
                .mapToObj(i -> "a/o" + i)
                .map(path -> (Mutation) new Mutation.Insert(
                        PODS, ObjectKey.ofPath(path), "u-" + path, ObjectStoreContract.object(path, data), Set.of()))
                .toList();
        assertThat(get(replica.store.commit(together))).isInstanceOf(CommitOutcome.Committed.class);
        List<ConsumerRecord<byte[], byte[]>> records = records(PODS, 100);
        long values = records.stream().mapToLong(r -> r.value().length).sum();
        assertThat(bytesOnDisk(PODS)).isLessThan(values / 3);
    }

    @Test
    void cachesFollowAndReadsWaitForThem() {
        Replica replica = replica();
        put(replica.store, PODS, "a/before");
        ReplicatedResourceCaches caches = caches();
        ResourceCache pods = caches.cache(PODS);
        get(pods.ready());
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            written.add(put(replica.store, PODS, "a/o" + i % 20));
            put(replica.store, NODES, "n" + i % 3);
            if (i % 20 == 0) {
                long newest = get(fixture.reader.progressOf(PODS)).newest();
                CacheView view = get(pods.awaitRevision(newest));
                assertThat(view.get(ObjectKey.ofPath("a/o0")).revision()).isEqualTo(written.get(i));
            }
        }
        get(pods.awaitRevision(written.getLast()));
        assertThat(seen.revisions).isEqualTo(written);
        assertThat(pods.view().size()).isEqualTo(21);
        // a quiet cache reaches a revision that belongs to another resource
        long node = put(replica.store, NODES, "n1");
        assertThat(get(pods.awaitRevision(node)).revision()).isGreaterThanOrEqualTo(node);
        assertThat(seen.resets).hasValue(0);
    }

    @Test
    void anotherReplicaGoesOnWhereTheLeaderStopped() throws Exception {
        Replica first = replica();
        Await.until("the first leads", Duration.ofSeconds(10), first.leadership::isLeading);
        Replica second = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.ready());
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            written.add(put(i % 2 == 0 ? first.store : second.store, PODS, "a/o" + i % 7));
            if (i == 50) {
                first.leadership.close();
            }
        }
        get(pods.awaitRevision(written.getLast()));
        assertThat(second.leadership.isLeading()).isTrue();
        assertThat(seen.revisions).isEqualTo(written);
        assertThat(seen.resets).hasValue(0);
    }

    @Test
    void aWipedTopicIsRebuiltAndFollowersMissNothing() throws Exception {
        Replica first = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.ready());
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add(put(first.store, PODS, "a/o" + i % 7));
        }
        get(pods.awaitRevision(written.getLast()));
        first.leadership.close();
        wipe(PODS);
        Replica second = replica();
        for (int i = 0; i < 50; i++) {
            written.add(put(second.store, PODS, "a/o" + i % 7));
        }
        get(pods.awaitRevision(written.getLast()));
        assertThat(seen.revisions).isEqualTo(written);
        assertThat(seen.resets).hasValue(0);
        assertThat(records(PODS, 100)).hasSize(100);
    }

    @Test
    void topicsOfQuietResourcesAreMadeToo() {
        replica();
        TopicNames names = new TopicNames(clients.settings().clusterName());
        try (Admin admin = Admin.create(new HashMap<>(adminConfig()))) {
            Await.until("a topic of each kind", Duration.ofSeconds(10), () -> topics(admin)
                    .containsAll(Set.of(names.of(PODS), names.of(NODES), names.of(LEASES))));
        }
    }

    @Test
    void aLostTopicBeginsAgainWithTheNewestChangesAndWhoFollowsMissesNothing() throws Exception {
        Replica first = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.ready());
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add(put(first.store, PODS, "a/o" + i % 7));
        }
        long newest = written.getLast();
        get(pods.awaitRevision(newest));
        ChangeLog log = new PostgresChangeLog(fixture.connections);
        Await.until("the topics are noted as complete", Duration.ofSeconds(10), () -> published(log) >= newest);
        first.leadership.close();
        wipe(PODS);
        Replica second = replica(new PublishSettings(PublishSettings.DEFAULT.pace(), 10));
        for (int i = 0; i < 5; i++) {
            written.add(put(second.store, PODS, "a/o" + i % 7));
        }
        get(pods.awaitRevision(written.getLast()));
        assertThat(seen.revisions).isEqualTo(written);
        assertThat(seen.resets).hasValue(0);
        List<ConsumerRecord<byte[], byte[]>> records = records(PODS, 15);
        assertThat(records).hasSize(15);
        assertThat(header(records.getFirst(), RecordFormat.REVISION)).isEqualTo(String.valueOf(newest - 9));
        assertThat(header(records.getFirst(), RecordFormat.PREVIOUS))
                .as("who has seen less starts again")
                .isEqualTo(String.valueOf(newest - 10));
    }

    private static long published(ChangeLog log) {
        try {
            return log.heads().published();
        } catch (ChangeLog.UnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private void wipe(StoredResource resource) throws Exception {
        String topic = new TopicNames(clients.settings().clusterName()).of(resource);
        try (Admin admin = Admin.create(new HashMap<>(adminConfig()))) {
            admin.deleteTopics(Set.of(topic)).all().get();
            Await.until("the topic is gone", Duration.ofSeconds(10), () -> !topics(admin)
                    .contains(topic));
        }
    }

    /** Sends by hand, as a publisher would that does what it should not. */
    private void send(Change change, long previous) throws Exception {
        try (var producer = clients.producer()) {
            producer.send(new RecordFormat(new TopicNames(clients.settings().clusterName())).encode(change, previous))
                    .get();
        }
    }

    private List<Change> history() {
        return get(fixture.reader.history(PODS, 0, Long.MAX_VALUE, 1000));
    }

    @Test
    void aCacheThatMissesRecordsIsFilledAnewAndSaysSo() throws Exception {
        Replica replica = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.awaitRevision(put(replica.store, PODS, "a/x")));
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        replica.leadership.close();
        put(replica.store, PODS, "a/lost");
        long previous = put(replica.store, PODS, "a/y");
        long last = put(replica.store, PODS, "a/x");
        send(history().getLast(), previous);
        Await.until("the reset", Duration.ofSeconds(10), () -> seen.resets.get() == 1);
        assertThat(get(pods.awaitRevision(last)).size()).isEqualTo(3);
        assertThat(seen.revisions).isEmpty();
    }

    /** The deletion's own record was lost; what follows it says so. */
    @Test
    void aTombstoneWithoutItsDeletionFillsTheCacheAnew() throws Exception {
        Replica replica = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.awaitRevision(put(replica.store, PODS, "a/x")));
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        replica.leadership.close();
        long gone = delete(replica.store, PODS, "a/x");
        try (var producer = clients.producer()) {
            producer.send(new RecordFormat(new TopicNames(clients.settings().clusterName()))
                            .tombstone(history().getLast()))
                    .get();
        }
        Await.until("the reset", Duration.ofSeconds(10), () -> seen.resets.get() == 1);
        assertThat(get(pods.awaitRevision(gone)).size()).isZero();
    }

    @Test
    void whatAPublisherRepeatsAfterItsSuccessorIsDropped() throws Exception {
        Replica replica = replica();
        ResourceCache pods = caches().cache(PODS);
        get(pods.ready());
        Seen seen = new Seen();
        pods.subscribe(pods.view().revision(), seen);
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            written.add(put(replica.store, PODS, "a/o" + i % 3));
        }
        get(pods.awaitRevision(written.getLast()));
        List<Change> history = history();
        send(history.get(3), history.get(2).revision());
        send(history.get(4), history.get(3).revision());
        written.add(put(replica.store, PODS, "a/o1"));
        get(pods.awaitRevision(written.getLast()));
        assertThat(seen.revisions).isEqualTo(written);
        assertThat(seen.resets).hasValue(0);
    }

    @Test
    void aDeletionThatWasCutShortGetsItsTombstone() throws Exception {
        Replica first = replica();
        put(first.store, PODS, "a/x");
        records(PODS, 1);
        first.leadership.close();
        long gone = delete(first.store, PODS, "a/x");
        send(history().getLast(), gone - 1);
        replica();
        List<ConsumerRecord<byte[], byte[]>> records = records(PODS, 3);
        assertThat(records.get(1).value()).isNotNull();
        assertThat(records.get(2).value()).isNull();
        assertThat(header(records.get(2), "revision")).isEqualTo("" + gone);
    }

    private Map<String, Object> adminConfig() {
        Map<String, Object> config = new HashMap<>(kafka.clientProperties());
        config.put("bootstrap.servers", kafka.bootstrapServers());
        return config;
    }

    private static Set<String> topics(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A producer by itself would try to reach the old topics for its whole delivery timeout. */
    @Test
    void topicsThatKafkaLostAreMadeAgainSoon() throws Exception {
        Replica replica = replica();
        put(replica.store, PODS, "default/a");
        records(PODS, 1);
        ResourceCache cache = caches().cache(PODS);
        get(cache.ready());
        try (Admin admin = Admin.create(new HashMap<String, Object>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                String.valueOf(kafka.clientProperties().get("sasl.jaas.config")))))) {
            TopicNames names = new TopicNames(clients.settings().clusterName());
            admin.deleteTopics(List.of(names.of(PODS), names.of(NODES), names.of(LEASES)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        long second = put(replica.store, PODS, "default/b");
        cache.awaitRevision(second).orTimeout(10, TimeUnit.SECONDS).join();
        Await.until(
                "the change is in the topic",
                Duration.ofSeconds(10),
                () -> cache.view().get(ObjectKey.ofPath("default/b")) != null);
        assertThat(records(PODS, 2)).hasSize(2);
    }
}
