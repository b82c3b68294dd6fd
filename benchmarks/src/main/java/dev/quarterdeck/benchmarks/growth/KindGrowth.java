package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.report.Chart;
import dev.quarterdeck.benchmarks.report.Chart.Line;
import dev.quarterdeck.benchmarks.report.Growth;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The cost of writes with more and more kinds, each with a topic and a cache of its own. */
public final class KindGrowth {
    private static final int WRITERS = 16;
    private static final int OBJECTS = 10;

    private KindGrowth() {}

    private record Stage(int kinds, Latencies durable, Latencies seen, double micros, double megabytes) {}

    /**
     * @param beside whether caches are told of commits, as in the all-in-one; else they read topics
     * @param numbers of kinds, ascending
     * @param sofar is told after each stage what there is
     * @param writesEach measured at each number
     */
    public static Growth measure(
            boolean beside, List<Integer> numbers, int writesEach, LocalDate today, Consumer<Growth> sofar) {
        List<Stage> stages = new ArrayList<>();
        try (GrowingStore store = new GrowingStore(beside)) {
            int known = 0;
            for (int number : numbers) {
                long start = System.nanoTime();
                add(store, known, number);
                known = number;
                System.err.printf("%,d kinds, ready in %.1f s%n", number, (System.nanoTime() - start) / 1e9);
                stages.add(stage(store, number, writesEach));
                System.err.println("  " + stages.getLast());
                sofar.accept(growth(beside, stages, writesEach, today));
            }
        }
        return growth(beside, stages, writesEach, today);
    }

    private static Growth growth(boolean beside, List<Stage> stages, int writesEach, LocalDate today) {
        return new Growth(
                beside ? "kinds" : "kinds-topics",
                beside ? "More kinds" : "More kinds, caches that read topics",
                today.toString(),
                List.of(
                        "Kinds with " + OBJECTS
                                + " objects each, every one with its topic and its cache, beside the built-in ones; the store, the publisher, "
                                + "Kafka and the caches in one JVM, below HTTP and validation. Caches "
                                + (beside
                                        ? "are told of commits, as in the all-in-one."
                                        : "read topics, as processes of their own do."),
                        writesEach + " inserts by " + WRITERS
                                + " writers, spread over all kinds. CPU is that of the JVM alone, per write; memory is its heap after a collection."),
                List.of(
                        lines(
                                "Write latency with kinds",
                                "ms",
                                stages,
                                List.of(
                                        line("durable, p50", stages, s -> s.durable.p50()),
                                        line("durable, p99", stages, s -> s.durable.p99()),
                                        line("seen, p50", stages, s -> s.seen.p50()),
                                        line("seen, p99", stages, s -> s.seen.p99()))),
                        lines("CPU per write with kinds", "µs", stages, List.of(line("JVM", stages, s -> s.micros))),
                        lines("Heap with kinds", "MB", stages, List.of(line("JVM", stages, s -> s.megabytes)))));
    }

    private static Chart.Lines lines(String title, String unit, List<Stage> stages, List<Line> lines) {
        return new Chart.Lines(title, "kinds", unit, false, false, lines);
    }

    private static Line line(String name, List<Stage> stages, ToDoubleFunction<Stage> value) {
        return new Line(
                name,
                stages.stream()
                        .map(s -> new double[] {s.kinds, value.applyAsDouble(s)})
                        .toList());
    }

    private static StoredResource kind(int number) {
        return new StoredResource("growth.example.org", "kind" + number + "s");
    }

    private static void add(GrowingStore store, int from, int to) {
        List<StoredResource> more = new ArrayList<>();
        for (int i = from; i < to; i++) {
            more.add(kind(i));
        }
        store.publish(more);
        for (StoredResource resource : more) {
            store.fill(resource, 0, OBJECTS);
        }
        store.follow(more);
    }

    private static Stage stage(GrowingStore store, int kinds, int count) {
        Latencies durable = Latencies.measure(
                WRITERS, count, i -> store.insertOne(kind(i % kinds), new ObjectKey("d", kinds + "-" + i)));
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        Latencies seen = Latencies.measure(WRITERS, count, i -> {
            StoredResource resource = kind(i % kinds);
            long revision = store.insertOne(resource, new ObjectKey("s", kinds + "-" + i));
            store.cache(resource)
                    .awaitRevision(revision)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        });
        double micros = (system.getProcessCpuTime() - cpu) / 1e3 / count;
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        return new Stage(kinds, durable, seen, micros, heap);
    }
}
