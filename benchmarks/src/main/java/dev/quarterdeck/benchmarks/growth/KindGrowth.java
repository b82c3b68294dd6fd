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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The cost of writes with more and more kinds, each with a topic and a cache of its own. */
public final class KindGrowth {
    private static final int WRITERS = 16;
    private static final int OBJECTS = 10;
    private static final int LONGEST_IDLE_SECONDS = 10;
    /** The JIT compiler goes on for a while with what the writes have left it: the quietest one counts. */
    private static final int IDLE_WINDOWS = 4;

    private KindGrowth() {}

    /**
     * @param added what making a kind cost, its topic, cache and objects included: microseconds
     * @param idle what nothing costs, per second: microseconds
     */
    private record Stage(
            int kinds,
            Spent added,
            Latencies durable,
            Latencies seen,
            Spent write,
            Spent idle,
            int threads,
            double megabytes) {}

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
                int from = known;
                Spent added = Spent.on(number - from, () -> add(store, from, number));
                known = number;
                System.err.printf("%,d kinds, ready in %.1f s%n", number, (System.nanoTime() - start) / 1e9);
                stages.add(stage(store, number, added, writesEach));
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
                                + " writers, spread over all kinds. CPU is of the JVM and of PostgreSQL, per write that is waited for until its cache shows it; memory is "
                                + "the JVM's heap after a collection. Idle is the quietest of "
                                + IDLE_WINDOWS
                                + " times "
                                + idleSeconds(writesEach)
                                + " s after all writes are published (the JIT compiler ends later than they); adding a kind is its topic, its cache and its objects.",
                        Spent.shared(stages.stream()
                                .mapToDouble(s -> s.write.others())
                                .max()
                                .orElse(0))),
                List.of(
                        lines(
                                "CPU per write with kinds",
                                "µs",
                                line("JVM", stages, s -> s.write.jvm()),
                                line("PostgreSQL", stages, s -> s.write.postgres())),
                        lines(
                                "Write latency with kinds",
                                "ms",
                                line("durable, p50", stages, s -> s.durable.p50()),
                                line("durable, p99", stages, s -> s.durable.p99()),
                                line("seen, p50", stages, s -> s.seen.p50()),
                                line("seen, p99", stages, s -> s.seen.p99())),
                        lines("Heap with kinds", "MB", line("JVM", stages, s -> s.megabytes)),
                        lines("Threads with kinds", "threads", line("JVM", stages, s -> s.threads)),
                        lines(
                                "CPU of an idle store with kinds",
                                "% of a core",
                                line("JVM and PostgreSQL", stages, s -> s.idle.both() / 1e4)),
                        lines(
                                "CPU of adding a kind",
                                "ms",
                                line("JVM and PostgreSQL", stages, s -> s.added.both() / 1e3))));
    }

    private static Chart.Lines lines(String title, String unit, Line... lines) {
        return new Chart.Lines(title, "kinds", unit, false, false, List.of(lines));
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

    /** Long after many writes, to hear of what comes seldom. */
    private static int idleSeconds(int writesEach) {
        return Math.clamp(writesEach / 400, 1, LONGEST_IDLE_SECONDS);
    }

    private static Spent idle(int seconds) {
        return Spent.on(seconds, () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds)));
    }

    private static Stage stage(GrowingStore store, int kinds, Spent added, int count) {
        Latencies durable = Latencies.measure(
                WRITERS, count, i -> store.insertOne(kind(i % kinds), new ObjectKey("d", kinds + "-" + i)));
        Latencies[] seen = new Latencies[1];
        Spent write = Spent.on(
                count,
                () -> seen[0] = Latencies.measure(WRITERS, count, i -> {
                    StoredResource resource = kind(i % kinds);
                    long revision = store.insertOne(resource, new ObjectKey("s", kinds + "-" + i));
                    store.cache(resource)
                            .awaitRevision(revision)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                }));
        store.awaitPublished();
        double heap = Spent.heap();
        int seconds = idleSeconds(count);
        Spent idle = idle(seconds);
        for (int again = 1; again < IDLE_WINDOWS; again++) {
            Spent next = idle(seconds);
            idle = next.both() < idle.both() ? next : idle;
        }
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new Stage(kinds, added, durable, seen[0], write, idle, threads, heap);
    }
}
