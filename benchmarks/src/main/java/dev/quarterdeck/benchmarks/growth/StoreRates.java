package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.ResourceCache;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commits per second with fsync on, and from the commit's acknowledgement until a cache shows it. */
public final class StoreRates {
    private StoreRates() {}

    /** @param writes of each measurement; a lone writer makes a tenth */
    public static void print(List<Integer> writers, int writes) {
        try (GrowingStore store = new GrowingStore(false)) {
            ResourceCache cache = store.cache(GrowingStore.CONFIG_MAPS);
            Latencies.measure(64, writes, i -> store.insertOne(GrowingStore.CONFIG_MAPS, new ObjectKey("w", "w-" + i)));
            for (int number : writers) {
                int count = number == 1 ? writes / 10 : writes;
                Latencies durable = Latencies.measure(
                        number,
                        count,
                        i -> store.insertOne(GrowingStore.CONFIG_MAPS, new ObjectKey("d", number + "-" + i)));
                System.out.printf(
                        "%d writers: %.0f commits/s, p50 %.2f ms, p99 %.2f ms%n",
                        number, durable.perSecond(), durable.p50(), durable.p99());
                stream(store, cache, number, count);
            }
        }
    }

    private static void stream(GrowingStore store, ResourceCache cache, int writers, int count) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long[] seen = new long[count];
        Latencies whole = Latencies.measure(writers, count, i -> {
            long revision = store.insertOne(GrowingStore.CONFIG_MAPS, new ObjectKey("s", writers + "-" + i));
            long acknowledged = System.nanoTime();
            cache.awaitRevision(revision).orTimeout(30, TimeUnit.SECONDS).join();
            seen[i] = System.nanoTime() - acknowledged;
        });
        Latencies after = Latencies.of(seen, count / whole.perSecond());
        System.out.printf(
                "  seen by a cache: %.0f writes/s, p50 %.2f ms, p99 %.2f ms after the acknowledgement; %d µs of this JVM's CPU per write%n",
                whole.perSecond(), after.p50(), after.p99(), (system.getProcessCpuTime() - cpu) / 1000 / count);
    }
}
