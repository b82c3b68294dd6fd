package dev.quarterdeck.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What containers and pods ask for, in the units of the kernel. Pure. Formulas: node allocatable and QoS documentation of Kubernetes. */
public final class Resources {
    /** Microseconds of the CFS quota period. */
    public static final long CPU_PERIOD = 100_000;

    private static final long SMALLEST_SHARES = 2;
    private static final long SHARES_PER_CPU = 1024;
    private static final long SMALLEST_QUOTA = 1000;

    private Resources() {}

    public static OptionalLong cpuLimitMillis(@Nullable ResourceRequirements resources) {
        return millis(limit(resources, "cpu"));
    }

    public static OptionalLong cpuRequestMillis(@Nullable ResourceRequirements resources) {
        Quantity request = request(resources, "cpu");
        return millis(request == null ? limit(resources, "cpu") : request);
    }

    public static OptionalLong memoryLimitBytes(@Nullable ResourceRequirements resources) {
        return units(limit(resources, "memory"));
    }

    public static OptionalLong memoryRequestBytes(@Nullable ResourceRequirements resources) {
        Quantity request = request(resources, "memory");
        return units(request == null ? limit(resources, "memory") : request);
    }

    public static long shares(long cpuMillis) {
        return Math.max(SMALLEST_SHARES, cpuMillis * SHARES_PER_CPU / 1000);
    }

    public static long quota(long cpuMillis) {
        return Math.max(SMALLEST_QUOTA, cpuMillis * CPU_PERIOD / 1000);
    }

    /** Requests of a pod: all main containers and sidecars, or the largest init container with the sidecars before it, plus overhead. */
    public static long podRequest(Pod pod, String resource) {
        long main = 0;
        for (Container container : pod.getSpec().getContainers()) {
            main += amount(container.getResources(), resource);
        }
        long sidecars = 0;
        long largestInit = 0;
        for (PodContainer init : PodContainer.init(pod)) {
            long own = amount(init.spec().getResources(), resource);
            if (init.kind() == ContainerKind.SIDECAR) {
                sidecars += own;
                largestInit = Math.max(largestInit, sidecars);
            } else {
                largestInit = Math.max(largestInit, sidecars + own);
            }
        }
        return Math.max(main + sidecars, largestInit) + overhead(pod, resource);
    }

    /** Limits of a pod, present only if every main container and sidecar has one. */
    public static OptionalLong podLimit(Pod pod, String resource) {
        long sum = 0;
        for (PodContainer container : PodContainer.all(pod)) {
            if (container.kind() == ContainerKind.MAIN || container.kind() == ContainerKind.SIDECAR) {
                OptionalLong limit = resource.equals("cpu")
                        ? cpuLimitMillis(container.spec().getResources())
                        : memoryLimitBytes(container.spec().getResources());
                if (limit.isEmpty()) {
                    return OptionalLong.empty();
                }
                sum += limit.getAsLong();
            }
        }
        for (PodContainer container : PodContainer.init(pod)) {
            OptionalLong limit = resource.equals("cpu")
                    ? cpuLimitMillis(container.spec().getResources())
                    : memoryLimitBytes(container.spec().getResources());
            if (limit.isEmpty()) {
                return OptionalLong.empty();
            }
            sum = Math.max(sum, limit.getAsLong());
        }
        return OptionalLong.of(sum + overhead(pod, resource));
    }

    private static long overhead(Pod pod, String resource) {
        Map<String, Quantity> overhead = pod.getSpec().getOverhead();
        Quantity quantity = overhead == null ? null : overhead.get(resource);
        return (resource.equals("cpu") ? millis(quantity) : units(quantity)).orElse(0);
    }

    private static long amount(@Nullable ResourceRequirements resources, String resource) {
        return (resource.equals("cpu") ? cpuRequestMillis(resources) : memoryRequestBytes(resources)).orElse(0);
    }

    /** {@code oom_score_adj}: guaranteed pods are killed last, best effort first, and the others by how much of the memory they asked for. */
    public static int oomScoreAdjust(Pod pod, Container container, long nodeMemoryBytes) {
        return switch (QosClass.of(pod)) {
            case GUARANTEED -> -997;
            case BESTEFFORT -> 1000;
            case BURSTABLE -> {
                long asked = memoryRequestBytes(container.getResources()).orElse(0);
                long score = 1000 - (1000 * asked) / Math.max(1, nodeMemoryBytes);
                yield (int) Math.min(999, Math.max(3, score));
            }
        };
    }

    public static @Nullable Quantity limit(@Nullable ResourceRequirements resources, String resource) {
        return resources == null || resources.getLimits() == null
                ? null
                : resources.getLimits().get(resource);
    }

    public static @Nullable Quantity request(@Nullable ResourceRequirements resources, String resource) {
        return resources == null || resources.getRequests() == null
                ? null
                : resources.getRequests().get(resource);
    }

    private static OptionalLong millis(@Nullable Quantity quantity) {
        return quantity == null
                ? OptionalLong.empty()
                : OptionalLong.of(quantity.getNumericalAmount()
                        .multiply(BigDecimal.valueOf(1000))
                        .setScale(0, RoundingMode.CEILING)
                        .longValue());
    }

    private static OptionalLong units(@Nullable Quantity quantity) {
        return quantity == null
                ? OptionalLong.empty()
                : OptionalLong.of(quantity.getNumericalAmount()
                        .setScale(0, RoundingMode.CEILING)
                        .longValue());
    }

    static List<String> counted() {
        return List.of("cpu", "memory");
    }
}
