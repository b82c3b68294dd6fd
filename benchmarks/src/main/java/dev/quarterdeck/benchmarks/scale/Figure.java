package dev.quarterdeck.benchmarks.scale;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was done, and what it took.
 *
 * @param what was done
 * @param seconds until it was done
 * @param cpuSeconds of all processes of the server
 * @param peakMegabytes the most that they held meanwhile
 * @param note what else was seen
 */
public record Figure(
        String what,
        double seconds,
        double cpuSeconds,
        double peakMegabytes,
        @Nullable String note) {}
