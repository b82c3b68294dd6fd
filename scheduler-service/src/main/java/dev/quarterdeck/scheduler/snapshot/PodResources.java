package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of a node a pod takes: its containers together, or the most that starting needs where that is more (KEP-753 for restartable init containers), what the
 * pod asks for as a whole in place of it (KEP-2837), and its overhead. A container that is being resized counts with the largest of what is asked, allocated and
 * in use; where the node has said that the new size can never be, what is asked does not count (KEP-1287).
 */
final class PodResources {
    private static final long LEAST_CPU = 100;
    private static final long LEAST_MEMORY = 200L * 1024 * 1024;

    private final Pod pod;
    private final boolean atLeast;
    private final boolean neverResized;

    private PodResources(Pod pod, boolean atLeast) {
        this.pod = pod;
        this.atLeast = atLeast;
        this.neverResized = pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "PodResizePending".equals(c.getType()) && "Infeasible".equals(c.getReason()));
    }

    /** @param atLeast whether a container that asks for nothing counts with 100m and 200 MiB, as it does in scores */
    static ResourceAmounts of(Pod pod, boolean atLeast) {
        return new PodResources(pod, atLeast).total();
    }

    private ResourceAmounts total() {
        PodSpec spec = pod.getSpec();
        ResourceAmounts running = ResourceAmounts.NONE;
        for (Container container : spec.getContainers()) {
            running = running.plus(of(container, statuses(false)));
        }
        ResourceAmounts sidecars = ResourceAmounts.NONE;
        ResourceAmounts starting = ResourceAmounts.NONE;
        for (Container init : spec.getInitContainers()) {
            if ("Always".equals(init.getRestartPolicy())) {
                sidecars = sidecars.plus(of(init, statuses(true)));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(of(init, List.of())));
            }
        }
        ResourceAmounts total = running.plus(sidecars).max(starting);
        if (spec.getResources() != null && spec.getResources().getRequests() != null) {
            total = total.overriddenBy(resized(
                    ResourceAmounts.of(spec.getResources().getRequests()),
                    pod.getStatus() == null ? null : pod.getStatus().getAllocatedResources(),
                    pod.getStatus() == null || pod.getStatus().getResources() == null
                            ? null
                            : pod.getStatus().getResources().getRequests()));
        }
        return spec.getOverhead() == null ? total : total.plus(ResourceAmounts.of(spec.getOverhead()));
    }

    private List<ContainerStatus> statuses(boolean init) {
        if (pod.getStatus() == null) {
            return List.of();
        }
        return init
                ? pod.getStatus().getInitContainerStatuses()
                : pod.getStatus().getContainerStatuses();
    }

    private ResourceAmounts of(Container container, List<ContainerStatus> statuses) {
        ResourceAmounts asked =
                container.getResources() == null || container.getResources().getRequests() == null
                        ? ResourceAmounts.NONE
                        : ResourceAmounts.of(container.getResources().getRequests());
        for (ContainerStatus status : statuses) {
            if (container.getName() != null && container.getName().equals(status.getName())) {
                asked = resized(
                        asked,
                        status.getAllocatedResources(),
                        status.getResources() == null
                                ? null
                                : status.getResources().getRequests());
            }
        }
        if (!atLeast) {
            return asked;
        }
        return new ResourceAmounts(
                asked.milliCpu() == 0 ? LEAST_CPU : asked.milliCpu(),
                asked.memory() == 0 ? LEAST_MEMORY : asked.memory(),
                asked.ephemeralStorage(),
                asked.others());
    }

    private ResourceAmounts resized(
            ResourceAmounts asked, @Nullable Map<String, Quantity> allocated, @Nullable Map<String, Quantity> actual) {
        boolean none = (allocated == null || allocated.isEmpty()) && (actual == null || actual.isEmpty());
        if (none) {
            return asked;
        }
        ResourceAmounts result = neverResized ? ResourceAmounts.NONE : asked;
        result = allocated == null ? result : result.max(ResourceAmounts.of(allocated));
        return actual == null ? result : result.max(ResourceAmounts.of(actual));
    }
}
