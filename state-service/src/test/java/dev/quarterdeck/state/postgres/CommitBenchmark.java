package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints commits per second and their latency: each writer replaces objects of its own, 1 KiB each, fsync on. Run by hand; arguments: seconds. */
public final class CommitBenchmark {
    private static final StoredResource PODS = new StoredResource("", "pods");

    private CommitBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        try (PostgresFixture fixture = new PostgresFixture()) {
            PostgresObjectStore store = fixture.store();
            run("warm-up", store, 64, seconds);
            for (int writers : new int[] {1, 64, 256}) {
                run("measured", store, writers, seconds);
            }
        }
        System.exit(0);
    }

    private static void run(String what, PostgresObjectStore store, int writers, long seconds) throws Exception {
        AtomicInteger count = new AtomicInteger();
        long[] latencies = new long[4_000_000];
        CountDownLatch done = new CountDownLatch(writers);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        String data = "x".repeat(900);
        String run = what.charAt(0) + "" + writers;
        for (int w = 0; w < writers; w++) {
            ObjectKey key = new ObjectKey(run, "o" + w);
            Thread.startVirtualThread(() -> {
                long revision = 0;
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    var object = ObjectStoreContract.object(key.path(), data);
                    Mutation mutation = revision == 0
                            ? new Mutation.Insert(PODS, key, "uid", object, Set.of())
                            : new Mutation.Replace(PODS, key, "uid", revision, object, Set.of());
                    var outcome = (CommitOutcome.Committed)
                            store.commit(List.of(mutation)).join();
                    revision = outcome.changes().getFirst().revision();
                    latencies[count.getAndIncrement()] = System.nanoTime() - start;
                }
                done.countDown();
            });
        }
        done.await();
        int n = count.get();
        Arrays.sort(latencies, 0, n);
        System.out.printf(
                "%s: %d writers, %d commits/s, p50 %.2f ms, p99 %.2f ms%n",
                what, writers, n / seconds, latencies[n / 2] / 1e6, latencies[n * 99 / 100] / 1e6);
    }
}
