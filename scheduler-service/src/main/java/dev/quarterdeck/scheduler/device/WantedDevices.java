package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequirements;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelector;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import io.fabric8.kubernetes.api.model.resource.v1.ExactDeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request, or one of its alternatives, asks for.
 *
 * @param alternative the name of the subrequest; empty where the request has none
 * @param all whether it wants all devices that match
 * @param count how many, otherwise
 * @param admin whether it only looks at devices, whoever has them
 */
record WantedDevices(
        String request,
        String alternative,
        DeviceClass deviceClass,
        List<DeviceSelector> selectors,
        boolean all,
        long count,
        boolean admin,
        List<DeviceToleration> tolerations,
        Map<String, Quantity> capacity) {

    /** As the result names it. */
    String name() {
        return alternative.isEmpty() ? request : request + "/" + alternative;
    }

    /** Whether a list of requests, of a constraint or a configuration, means it. */
    boolean isNamedIn(List<String> requests) {
        return requests.contains(request) || requests.contains(name());
    }

    /**
     * The alternatives of each request of a claim, best first; one where a request has none.
     *
     * @param classes null for a class that does not exist
     */
    static List<List<WantedDevices>> of(ResourceClaim claim, Function<String, @Nullable DeviceClass> classes) {
        List<List<WantedDevices>> requests = new ArrayList<>();
        for (DeviceRequest request : claim.getSpec().getDevices().getRequests()) {
            List<WantedDevices> alternatives = new ArrayList<>();
            if (request.getExactly() != null) {
                alternatives.add(exactly(request.getName(), request.getExactly(), claim, classes));
            } else {
                for (DeviceSubRequest each : request.getFirstAvailable()) {
                    alternatives.add(alternative(request.getName(), each, claim, classes));
                }
            }
            requests.add(alternatives);
        }
        return requests;
    }

    private static WantedDevices exactly(
            String name,
            ExactDeviceRequest asked,
            ResourceClaim claim,
            Function<String, @Nullable DeviceClass> classes) {
        return new WantedDevices(
                name,
                "",
                deviceClass(name, asked.getDeviceClassName(), claim, classes),
                asked.getSelectors(),
                "All".equals(asked.getAllocationMode()),
                Objects.requireNonNullElse(asked.getCount(), 1L),
                Boolean.TRUE.equals(asked.getAdminAccess()),
                asked.getTolerations(),
                capacity(asked.getCapacity()));
    }

    private static WantedDevices alternative(
            String name, DeviceSubRequest asked, ResourceClaim claim, Function<String, @Nullable DeviceClass> classes) {
        return new WantedDevices(
                name,
                asked.getName(),
                deviceClass(asked.getName(), asked.getDeviceClassName(), claim, classes),
                asked.getSelectors(),
                "All".equals(asked.getAllocationMode()),
                Objects.requireNonNullElse(asked.getCount(), 1L),
                false,
                asked.getTolerations(),
                capacity(asked.getCapacity()));
    }

    private static DeviceClass deviceClass(
            String request, String name, ResourceClaim claim, Function<String, @Nullable DeviceClass> classes) {
        DeviceClass found = classes.apply(name);
        if (found == null) {
            throw new DeviceException("claim " + nameOf(claim) + ", request " + request
                    + ": could not retrieve device class " + name + ": deviceclass.resource.k8s.io \"" + name
                    + "\" not found");
        }
        return found;
    }

    private static Map<String, Quantity> capacity(@Nullable CapacityRequirements asked) {
        if (asked == null) {
            return Map.of();
        }
        Map<String, Quantity> result = new HashMap<>();
        asked.getRequests().forEach((name, amount) -> result.put(name, Capacity.of(amount)));
        return result;
    }

    static String nameOf(ResourceClaim claim) {
        return claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
    }
}
