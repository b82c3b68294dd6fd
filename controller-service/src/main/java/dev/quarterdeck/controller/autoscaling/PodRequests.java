package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pods ask for: of one container, of the pod where it says so itself, else of all its containers and sidecars together. In thousandths. */
final class PodRequests {
    private PodRequests() {}

    /** @param container empty for the whole pod */
    static long milli(Pod pod, String container, String resource) throws MetricException {
        String name = pod.getMetadata().getName();
        ResourceRequirements own = pod.getSpec().getResources();
        if (container.isEmpty()
                && own != null
                && own.getRequests() != null
                && !own.getRequests().isEmpty()) {
            return require(own, resource, "missing pod-level request for " + resource + " in Pod " + name);
        }
        List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
        pod.getSpec().getInitContainers().stream()
                .filter(c -> "Always".equals(c.getRestartPolicy()))
                .forEach(all::add);
        List<Container> asked = container.isEmpty()
                ? all
                : all.stream().filter(c -> c.getName().equals(container)).toList();
        if (asked.isEmpty() && !container.isEmpty()) {
            throw new MetricException("container " + container + " not found in Pod " + name);
        }
        long sum = 0;
        for (Container each : asked) {
            sum += require(
                    each.getResources(),
                    resource,
                    "missing request for " + resource + " in container " + each.getName() + " of Pod " + name);
        }
        return sum;
    }

    private static long require(@Nullable ResourceRequirements resources, String resource, String otherwise)
            throws MetricException {
        if (resources == null
                || resources.getRequests() == null
                || resources.getRequests().get(resource) == null) {
            throw new MetricException(otherwise);
        }
        return Quantity.parse(resources.getRequests().get(resource).toString()).milliValue();
    }
}
