package dev.quarterdeck.state.publish;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.testkit.stores.TestStores;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints how long it takes from a write until a cache shows it, and how much CPU this JVM (committer, publisher, broker, cache) spends per write. Run by hand;
 * arguments: seconds.
 */
public final class StreamBenchmark {
    private static final StoredResource PODS = new StoredResource("", "pods");

    private StreamBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        EmbeddedKafka kafka = TestStores.kafka();
        StreamClients clients =
                new StreamClients(new StreamSettings("bench", kafka.bootstrapServers(), kafka.clientProperties()));
        try (PostgresFixture fixture = new PostgresFixture()) {
            RecentChanges recent = new RecentChanges();
            LeadershipThread leadership = LeadershipThread.on(
                    fixture.connections,
                    () -> new ChangePublisher(
                            clients, new PostgresChangeLog(fixture.connections), recent, Set.of(PODS)),
                    recent,
                    true);
            PostgresObjectStore store = fixture.store(changes -> recent.committed(
                    changes.stream().map(CommittedChange::change).toList()));
            ReplicatedResourceCaches caches = new ReplicatedResourceCaches(
                    clients, fixture.reader, SelectableFieldsExtractor.METADATA_ONLY, CacheSettings.DEFAULT);
            ResourceCache cache = caches.cache(PODS);
            cache.ready().join();
            for (int writers : new int[] {16, 1, 16, 64}) {
                run(store, cache, writers, seconds);
            }
            caches.close();
            leadership.close();
        }
        System.exit(0);
    }

    private static void run(PostgresObjectStore store, ResourceCache cache, int writers, long seconds)
            throws Exception {
        AtomicInteger count = new AtomicInteger();
        long[] latencies = new long[4_000_000];
        CountDownLatch done = new CountDownLatch(writers);
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        String data = "x".repeat(900);
        String namespace = "n" + System.nanoTime();
        for (int w = 0; w < writers; w++) {
            ObjectKey key = new ObjectKey(namespace, "o" + w);
            Thread.startVirtualThread(() -> {
                long revision = 0;
                while (System.nanoTime() < end) {
                    var object = ObjectStoreContract.object(key.path(), data);
                    Mutation mutation = revision == 0
                            ? new Mutation.Insert(PODS, key, "uid", object, Set.of())
                            : new Mutation.Replace(PODS, key, "uid", revision, object, Set.of());
                    revision = ((CommitOutcome.Committed)
                                    store.commit(List.of(mutation)).join())
                            .changes()
                            .getFirst()
                            .revision();
                    long start = System.nanoTime();
                    cache.awaitRevision(revision).join();
                    latencies[count.getAndIncrement()] = System.nanoTime() - start;
                }
                done.countDown();
            });
        }
        done.await();
        int n = count.get();
        Arrays.sort(latencies, 0, n);
        System.out.printf(
                "%d writers: %d writes/s; from acknowledgement to cache p50 %.2f ms, p99 %.2f ms; CPU of this JVM %d us per write%n",
                writers,
                n / seconds,
                latencies[n / 2] / 1e6,
                latencies[n * 99 / 100] / 1e6,
                (system.getProcessCpuTime() - cpu) / 1000 / n);
    }
}
