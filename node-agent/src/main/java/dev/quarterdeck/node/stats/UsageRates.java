package dev.quarterdeck.node.stats;

import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes rates of CPU times: what was used since the last sample, or, where that was only just taken, between the last two. What was not there at the last sample has none.
 * Remembers two numbers for each container of the last sample. Not thread-safe.
 */
final class UsageRates {
    private static final String MACHINE = "";
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private record Base(Usage usage, long rate) {}

    private Map<String, Base> bases = Map.of();

    /** Where rates are counted from, from now on. */
    void sample(NodeUsage usage) {
        Map<String, Base> next = new HashMap<>();
        next.put(MACHINE, new Base(usage.machine(), rate(MACHINE, usage.machine())));
        for (PodUsage pod : usage.pods()) {
            for (ContainerUsage container : pod.containers()) {
                next.put(container.id(), new Base(container.usage(), rate(container.id(), container.usage())));
            }
        }
        bases = next;
    }

    NodeUsage with(NodeUsage usage) {
        return new NodeUsage(
                usage.machine().withRate(rate(MACHINE, usage.machine())),
                usage.availableBytes(),
                usage.pods().stream().map(this::with).toList());
    }

    private PodUsage with(PodUsage pod) {
        List<ContainerUsage> containers = pod.containers().stream()
                .map(c -> new ContainerUsage(
                        c.id(), c.name(), c.startedAt(), c.usage().withRate(rate(c.id(), c.usage()))))
                .toList();
        return new PodUsage(pod.namespace(), pod.name(), pod.uid(), pod.startedAt(), containers);
    }

    private long rate(String id, Usage now) {
        @Nullable Base base = bases.get(id);
        if (now.hasRate() || base == null || now.cpuNanos() < base.usage().cpuNanos()) {
            return now.nanoCores();
        }
        Duration since = Duration.between(base.usage().time(), now.time());
        if (since.compareTo(SHORTEST) < 0) {
            return base.rate();
        }
        double cores = (double) (now.cpuNanos() - base.usage().cpuNanos()) / since.toNanos();
        return Math.round(cores * 1_000_000_000);
    }
}
