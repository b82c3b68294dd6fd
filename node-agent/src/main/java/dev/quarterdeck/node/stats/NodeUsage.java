package dev.quarterdeck.node.stats;

import java.time.Instant;
import java.util.List;

/**
 * What the machine and the running containers of its pods use.
 *
 * @param availableBytes of the machine's memory
 */
public record NodeUsage(Usage machine, long availableBytes, List<PodUsage> pods) {

    /** @param containers those that run */
    public record PodUsage(
            String namespace, String name, String uid, Instant startedAt, List<ContainerUsage> containers) {}

    public record ContainerUsage(String id, String name, Instant startedAt, Usage usage) {}
}
