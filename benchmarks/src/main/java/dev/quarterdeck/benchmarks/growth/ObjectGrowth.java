package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Chart.Line;
import dev.quarterdeck.benchmarks.report.Growth;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The cost of writes and reads with more and more objects of one kind in the store and in the cache. */
public final class ObjectGrowth {
    private static final int WRITERS = 16;

    private ObjectGrowth() {}

    private record Stage(
            long size, Latencies write, Latencies seen, double get, double list, double perObject, double page) {}

    /**
     * @param sizes ascending multiples of {@value GrowingStore#NAMESPACE_SIZE}
     * @param sofar is told after each stage what there is
     * @param writesEach measured at each size
     */
    public static Growth measure(List<Long> sizes, int writesEach, LocalDate today, Consumer<Growth> sofar) {
        List<Stage> stages = new ArrayList<>();
        try (GrowingStore store = new GrowingStore(true)) {
            ResourceCache cache = store.cache(GrowingStore.CONFIG_MAPS);
            writes(store, "warm-up-", writesEach * 2);
            long filled = 0;
            for (long size : sizes) {
                long start = System.nanoTime();
                long revision = store.fill(GrowingStore.CONFIG_MAPS, filled, size);
                filled = size;
                cache.awaitRevision(revision).orTimeout(5, TimeUnit.MINUTES).join();
                System.err.printf("%,d objects, filled in %.1f s%n", size, (System.nanoTime() - start) / 1e9);
                stages.add(stage(store, cache, size, revision, writesEach));
                System.err.println("  " + stages.getLast());
                sofar.accept(growth(stages, writesEach, today));
            }
        }
        return growth(stages, writesEach, today);
    }

    private static Growth growth(List<Stage> stages, int writesEach, LocalDate today) {
        return new Growth(
                "objects",
                "More objects",
                today.toString(),
                List.of(
                        "One kind (ConfigMaps, 64 B of payload) in namespaces of " + GrowingStore.NAMESPACE_SIZE
                                + "; the write road of state-service, PostgreSQL, Kafka and a gateway's cache in one JVM, without HTTP.",
                        writesEach + " creates by " + WRITERS
                                + " writers at each size. “Seen” is from before the write until the cache shows it.",
                        "GET and LIST are reads of the cache's view; an old page is 500 objects as of the revision at which the fill ended, read from PostgreSQL."),
                List.of(
                        new Chart.Lines(
                                "Write latency with objects in the store",
                                "objects",
                                "ms",
                                true,
                                true,
                                List.of(
                                        line("durable, p50", stages, s -> s.write.p50()),
                                        line("durable, p99", stages, s -> s.write.p99()),
                                        line("seen, p50", stages, s -> s.seen.p50()),
                                        line("seen, p99", stages, s -> s.seen.p99()))),
                        new Chart.Lines(
                                "Writes per second with objects in the store",
                                "objects",
                                "writes/s",
                                true,
                                false,
                                List.of(line("durable", stages, s -> s.write.perSecond()))),
                        new Chart.Lines(
                                "Reads with objects in the store",
                                "objects",
                                "µs",
                                true,
                                true,
                                List.of(
                                        line("GET", stages, s -> s.get),
                                        line("LIST of a namespace of 1 000", stages, s -> s.list),
                                        line("LIST of all, per 1 000", stages, s -> s.perObject * 1000),
                                        line("old page of 500", stages, s -> s.page)))));
    }

    private static Line line(String name, List<Stage> stages, java.util.function.ToDoubleFunction<Stage> value) {
        return new Line(
                name,
                stages.stream()
                        .map(s -> new double[] {s.size, value.applyAsDouble(s)})
                        .toList());
    }

    private static Latencies writes(GrowingStore store, String prefix, int count) {
        return Latencies.measure(WRITERS, count, i -> store.create(prefix + i));
    }

    private static Stage stage(GrowingStore store, ResourceCache cache, long size, long revision, int count) {
        Latencies write = writes(store, "durable-" + size + "-", count);
        Latencies seen = Latencies.measure(WRITERS, count, i -> {
            long at = store.create("seen-" + size + "-" + i);
            cache.awaitRevision(at).orTimeout(30, TimeUnit.SECONDS).join();
        });
        CacheView view = cache.view();
        long[] bytes = new long[1];
        double get = Latencies.microsOf(200_000, () -> {
            CachedObject object = view.get(GrowingStore.key(Latencies.random(size)));
            bytes[0] += object == null ? 0 : object.json().length;
        });
        double list = Latencies.microsOf(500, () -> {
            String namespace = GrowingStore.key(Latencies.random(size)).namespace();
            bytes[0] += read(view, namespace);
        });
        double all = Latencies.microsOf(size > 50_000 ? 3 : 20, () -> bytes[0] += read(view, ""));
        double page = Latencies.microsOf(
                30,
                () -> bytes[0] +=
                        store.page(GrowingStore.key(Latencies.random(size)).namespace(), revision, 500));
        if (bytes[0] == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return new Stage(size, write, seen, get, list, all / view.size(), page);
    }

    private static long read(CacheView view, String namespace) {
        long bytes = 0;
        for (CachedObject object : view.objects(namespace, null)) {
            bytes += object.json().length;
        }
        return bytes;
    }
}
