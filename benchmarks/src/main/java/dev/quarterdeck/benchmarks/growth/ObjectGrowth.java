package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Chart.Line;
import dev.quarterdeck.benchmarks.report.Growth;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ObjectRange;
import dev.quarterdeck.stream.cache.ResourceCache;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The cost of writes and reads with more and more objects of one kind in the store and in the cache. */
public final class ObjectGrowth {
    private static final int WRITERS = 16;
    /** Below, what an object takes drowns in what else is there. */
    private static final long WEIGHABLE = 10_000;

    private ObjectGrowth() {}

    /** Writes at one size. */
    private record Writes(Latencies durable, Spent create, Latencies seen, Spent seeing) {}

    /** Reads at one size: microseconds of CPU. */
    private record Reads(double get, double namespace, double thousand, double page, double old) {}

    /** @param heap bytes of heap for an object, {@code json} of which are its encoded bytes */
    private record Stage(long size, Writes writes, Reads reads, double heap, double json) {}

    /**
     * @param sizes ascending multiples of {@value GrowingStore#NAMESPACE_SIZE}
     * @param sofar is told after each stage what there is
     * @param writesEach measured at each size
     */
    public static Growth measure(List<Long> sizes, int writesEach, LocalDate today, Consumer<Growth> sofar) {
        List<Stage> stages = new ArrayList<>();
        try (GrowingStore store = new GrowingStore(true)) {
            ResourceCache cache = store.cache(GrowingStore.CONFIG_MAPS);
            Latencies.measure(WRITERS, writesEach * 4, i -> store.create("warm-up-" + i));
            double before = Spent.heap();
            int there = cache.view().size();
            long filled = 0;
            for (long size : sizes) {
                long start = System.nanoTime();
                long revision = store.fill(GrowingStore.CONFIG_MAPS, filled, size);
                filled = size;
                cache.awaitRevision(revision).orTimeout(5, TimeUnit.MINUTES).join();
                System.err.printf("%,d objects, filled in %.1f s%n", size, (System.nanoTime() - start) / 1e9);
                Writes writes = writes(store, cache, size, writesEach);
                Reads reads = reads(store, cache.view(), size, revision);
                CacheView view = cache.view();
                double heap = (Spent.heap() - before) * 1e6 / (view.size() - there);
                double json = (double) view.objects("", null).bytes() / view.size();
                stages.add(new Stage(size, writes, reads, heap, json));
                System.err.println("  " + stages.getLast());
                sofar.accept(growth(stages, writesEach, today));
            }
        }
        return growth(stages, writesEach, today);
    }

    private static Writes writes(GrowingStore store, ResourceCache cache, long size, int count) {
        Latencies[] durable = new Latencies[1];
        Spent create = Spent.on(
                count,
                () -> durable[0] = Latencies.measure(WRITERS, count, i -> store.create("durable-" + size + "-" + i)));
        Latencies[] seen = new Latencies[1];
        Spent seeing = Spent.on(
                count,
                () -> seen[0] = Latencies.measure(WRITERS, count, i -> {
                    long at = store.create("seen-" + size + "-" + i);
                    cache.awaitRevision(at).orTimeout(30, TimeUnit.SECONDS).join();
                }));
        return new Writes(durable[0], create, seen[0], seeing);
    }

    private static Reads reads(GrowingStore store, CacheView view, long size, long revision) {
        long[] bytes = new long[1];
        double get = Spent.onThread(200_000, () -> {
            CachedObject object = view.get(GrowingStore.key(Latencies.random(size)));
            bytes[0] += object == null ? 0 : object.json().length;
        });
        double namespace = Spent.onThread(500, () -> {
            String name = GrowingStore.key(Latencies.random(size)).namespace();
            bytes[0] += read(view.objects(name, null));
        });
        int wholes = (int) Math.max(3, 200_000 / size);
        double all = Spent.onThread(wholes, () -> bytes[0] += read(view.objects("", null)));
        double page = Spent.onThread(500, () -> {
            ObjectRange rest = view.objects("", GrowingStore.key(Latencies.random(size)));
            ObjectRange first = rest.first(500);
            bytes[0] += read(first) + first.bytes() + (rest.size() - first.size());
        });
        int pages = 100;
        Runnable old = () ->
                bytes[0] += store.page(GrowingStore.key(Latencies.random(size)).namespace(), revision, 500);
        for (int i = 0; i < pages / 2; i++) {
            old.run();
        }
        Spent history = Spent.on(pages, () -> {
            for (int i = 0; i < pages; i++) {
                old.run();
            }
        });
        if (bytes[0] == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return new Reads(get, namespace, all * 1000 / view.size(), page, Math.max(1, history.both()));
    }

    private static long read(ObjectRange range) {
        long bytes = 0;
        for (CachedObject object : range) {
            bytes += object.json().length;
        }
        return bytes;
    }

    private static Growth growth(List<Stage> stages, int writesEach, LocalDate today) {
        List<Stage> weighed = stages.stream().filter(s -> s.size >= WEIGHABLE).toList();
        return new Growth(
                "objects",
                "More objects",
                today.toString(),
                List.of(
                        "One kind (ConfigMaps, 64 B of payload) in namespaces of " + GrowingStore.NAMESPACE_SIZE
                                + "; the write road of state-service, PostgreSQL, Kafka and a gateway's cache in one JVM, without HTTP.",
                        writesEach + " creates by " + WRITERS
                                + " writers at each size, after " + writesEach * 4
                                + " unmeasured ones. “Seen” is from before the write until the cache shows it.",
                        "CPU of the JVM is that of all its threads, the writers' and the broker's, too; PostgreSQL is all its processes.",
                        "GET and LIST are reads of the cache's view: CPU of the reading thread. A page is 500 objects after any one of all, with what remains counted; "
                                + "an old page is 500 objects of one namespace as of the revision at which the fill ended, read from PostgreSQL: CPU of JVM and PostgreSQL.",
                        "Heap is what lives after a collection, per object, less what lived before the fill: the cache, and the window of its last 8 MiB of changes, which shares its bytes.",
                        Spent.shared(stages.stream()
                                .mapToDouble(s -> Math.max(s.writes.create.others(), s.writes.seeing.others()))
                                .max()
                                .orElse(0))),
                List.of(
                        lines(
                                "CPU per write with objects in the store",
                                "µs",
                                false,
                                line("JVM", stages, s -> s.writes.create.jvm()),
                                line("PostgreSQL", stages, s -> s.writes.create.postgres()),
                                line("both", stages, s -> s.writes.create.both())),
                        lines(
                                "Write latency with objects in the store",
                                "ms",
                                true,
                                line("durable, p50", stages, s -> s.writes.durable.p50()),
                                line("durable, p99", stages, s -> s.writes.durable.p99()),
                                line("seen, p50", stages, s -> s.writes.seen.p50()),
                                line("seen, p99", stages, s -> s.writes.seen.p99())),
                        lines(
                                "Writes per second with objects in the store",
                                "writes/s",
                                false,
                                line("durable", stages, s -> s.writes.durable.perSecond())),
                        lines(
                                "CPU per read with objects in the store",
                                "µs",
                                true,
                                line("GET", stages, s -> s.reads.get),
                                line("LIST of a namespace of 1 000", stages, s -> s.reads.namespace),
                                line("LIST of all, per 1 000", stages, s -> s.reads.thousand),
                                line("page of 500", stages, s -> s.reads.page),
                                line("old page of 500", stages, s -> s.reads.old)),
                        lines(
                                "Memory of the cache per object",
                                "B",
                                false,
                                line("heap", weighed, s -> s.heap),
                                line("of that, encoded bytes", weighed, s -> s.json))));
    }

    private static Chart.Lines lines(String title, String unit, boolean logarithmic, Line... lines) {
        return new Chart.Lines(title, "objects", unit, true, logarithmic, List.of(lines));
    }

    private static Line line(String name, List<Stage> stages, ToDoubleFunction<Stage> value) {
        return new Line(
                name,
                stages.stream()
                        .map(s -> new double[] {s.size, value.applyAsDouble(s)})
                        .toList());
    }
}
