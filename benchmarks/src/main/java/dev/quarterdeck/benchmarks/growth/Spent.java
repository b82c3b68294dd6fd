package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.benchmarks.process.CpuUse;
import dev.quarterdeck.benchmarks.process.ServerCpu;
import dev.quarterdeck.testkit.stores.TestStores;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * CPU that something took, which says as much on a busy machine as on a quiet one.
 *
 * @param jvm microseconds per operation, of this JVM: all of the store, the broker and the caches
 * @param postgres microseconds per operation, of all processes of PostgreSQL
 * @param others cores that neither of them took meanwhile
 */
record Spent(double jvm, double postgres, double others) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Spent on(int operations, Runnable work) {
        ServerCpu postgres = new ServerCpu("postgres=" + TestStores.postgres().pid() + "+");
        CpuUse before = CpuUse.of(postgres);
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        CpuUse used = CpuUse.of(postgres).since(before);
        return new Spent(used.client() * 1e6 / operations, used.server() * 1e6 / operations, used.others() / seconds);
    }

    double both() {
        return jvm + postgres;
    }

    /** Microseconds of the calling thread's CPU for one run of something that runs on it alone, over many runs. */
    static double onThread(int runs, Runnable work) {
        int warmUp = Math.max(1, runs / 5);
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        return Math.max(1, THREADS.getCurrentThreadCpuTime() - start) / 1e3 / runs;
    }

    /** Megabytes of heap that live. */
    static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    /** A sentence for the page. */
    static String shared(double most) {
        return most < 0.1
                ? "Nothing else ran on the machine."
                : String.format(
                        Locale.ROOT,
                        "The machine was shared: other work took up to %.1f of its %d cores meanwhile. CPU per operation says something, latencies and rates hardly.",
                        most,
                        Runtime.getRuntime().availableProcessors());
    }
}
