package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.CpuUse;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What one scenario came to on one server.
 *
 * @param size of the cluster, in nodes
 * @param pods how many were measured
 * @param seconds from the first one's creation to the last one's node
 * @param average pods per second over all of that
 * @param p5 pods per second in the slowest twentieth of whole seconds; {@code p50} and {@code p95} likewise; the average where there are fewer than three
 * @param cpuMillis of all processes of the server, per pod
 * @param othersCores how much of the machine was taken by what is neither the server nor the client
 */
public record Throughput(
        String server,
        String scenario,
        int size,
        int pods,
        double seconds,
        double average,
        double p5,
        double p50,
        double p95,
        double cpuMillis,
        double othersCores) {

    /**
     * From the moments when pods got their nodes.
     *
     * @param start {@code nanoTime} before the first was created
     * @param times {@code nanoTime} of each, in order
     */
    static Throughput of(String server, String scenario, int size, long start, long[] times, CpuUse used) {
        double seconds = (times[times.length - 1] - start) / 1e9;
        double average = times.length / seconds;
        double[] perSecond = new double[(int) seconds];
        for (long time : times) {
            int second = (int) ((time - start) / 1_000_000_000L);
            if (second < perSecond.length) {
                perSecond[second]++;
            }
        }
        Arrays.sort(perSecond);
        return new Throughput(
                server,
                scenario,
                size,
                times.length,
                seconds,
                average,
                at(perSecond, 0.05, average),
                at(perSecond, 0.5, average),
                at(perSecond, 0.95, average),
                1000 * used.server() / times.length,
                Math.max(0, used.machine() - used.server() - used.client()) / seconds);
    }

    /** Whether it is the same scenario on the same server. */
    boolean isLike(Throughput other) {
        return server.equals(other.server) && scenario.equals(other.scenario) && size == other.size;
    }

    /** The one in the middle, by pods per second. */
    static Throughput median(List<Throughput> all) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Throughput::average))
                .toList()
                .get(all.size() / 2);
    }

    private static double at(double[] sorted, double part, double otherwise) {
        return sorted.length < 3 ? otherwise : sorted[(int) Math.ceil(sorted.length * part) - 1];
    }
}
