package dev.quarterdeck.node.stats;

import java.time.Instant;

/**
 * Of a container, or of the machine, at one time.
 *
 * @param cpuNanos CPU time used since the start
 * @param nanoCores billionths of a CPU used lately; {@link #UNKNOWN} where it has not been watched for long enough
 * @param memoryBytes that cannot be taken back without a loss: the working set
 */
public record Usage(Instant time, long cpuNanos, long nanoCores, long memoryBytes) {
    public static final long UNKNOWN = -1;

    public boolean hasRate() {
        return nanoCores != UNKNOWN;
    }

    Usage withRate(long rate) {
        return new Usage(time, cpuNanos, rate, memoryBytes);
    }
}
