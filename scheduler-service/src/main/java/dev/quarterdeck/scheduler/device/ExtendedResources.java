package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Extended resources that a DeviceClass stands behind (KEP-5004): where a node has nothing of the kind from a device plugin, a pod that asks for them gets devices by
 * a claim that is made for it. A container's devices are its own; containers that only run before the others use what comes after them, and share what they need
 * beyond that. Pure.
 */
final class ExtendedResources {
    static final String ANNOTATION = "resource.kubernetes.io/extended-resource-claim";
    static final String IMPLICIT = "deviceclass.resource.kubernetes.io/";

    private ExtendedResources() {}

    /** Names of classes by the resources they stand behind; of several that name one resource the newest, or the first by name of those as new. */
    static Map<String, String> classes(Collection<DeviceClass> all) {
        Map<String, String> names = new HashMap<>();
        all.stream()
                .sorted(Comparator.comparing((DeviceClass c) ->
                                Objects.requireNonNullElse(c.getMetadata().getCreationTimestamp(), ""))
                        .thenComparing(c -> c.getMetadata().getName(), Comparator.reverseOrder()))
                .forEach(c -> {
                    String name = c.getMetadata().getName();
                    names.put(IMPLICIT + name, name);
                    String resource = c.getSpec() == null ? null : c.getSpec().getExtendedResourceName();
                    if (resource != null && !resource.isEmpty()) {
                        names.put(resource, name);
                    }
                });
        return Map.copyOf(names);
    }

    /** Whether a claim is one that was made for extended resources of this pod. */
    static boolean isOf(ResourceClaim claim, Pod pod) {
        return "true"
                        .equals(Objects.requireNonNullElse(
                                        claim.getMetadata().getAnnotations(), Map.<String, String>of())
                                .get(ANNOTATION))
                && PodDevices.isOwned(claim, pod);
    }

    /**
     * The claim that would be made.
     *
     * @param claim without a name, which the API makes
     * @param mappings which container gets which resource by which request
     */
    record Made(ResourceClaim claim, List<ContainerExtendedResourceRequest> mappings) {}

    /**
     * For these resources of the pod.
     *
     * @param uid that the claim goes by until it has been written
     * @param classes null for a resource that no class stands behind
     */
    static Made claim(Pod pod, Collection<String> resources, String uid, Function<String, @Nullable String> classes) {
        List<DeviceRequest> requests = new ArrayList<>();
        List<ContainerExtendedResourceRequest> mappings = new ArrayList<>();
        for (String resource : new TreeSet<>(resources)) {
            String deviceClass = classes.apply(resource);
            if (deviceClass != null) {
                new OneResource(pod, resource, deviceClass).addTo(requests, mappings);
            }
        }
        requests.sort(Comparator.comparing(DeviceRequest::getName));
        ResourceClaim claim = new ResourceClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName("<extended-resources>")
                        .withGenerateName(pod.getMetadata().getName() + "-extended-resources-")
                        .withUid(uid)
                        .addToAnnotations(ANNOTATION, "true")
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .build())
                .withNewSpec()
                .withNewDevices()
                .withRequests(requests)
                .endDevices()
                .endSpec()
                .build();
        return new Made(claim, List.copyOf(mappings));
    }

    /** One resource of a pod, over all its containers, those first that start it. */
    private static final class OneResource {
        private final String resource;
        private final String deviceClass;
        private final List<Container> containers = new ArrayList<>();
        private final int starting;
        private final Map<Integer, DeviceRequest> lasting = new TreeMap<>();
        private final Map<Integer, Long> brief = new LinkedHashMap<>();

        OneResource(Pod pod, String resource, String deviceClass) {
            this.resource = resource;
            this.deviceClass = deviceClass;
            this.containers.addAll(pod.getSpec().getInitContainers());
            this.starting = containers.size();
            this.containers.addAll(pod.getSpec().getContainers());
        }

        void addTo(List<DeviceRequest> requests, List<ContainerExtendedResourceRequest> mappings) {
            for (int i = 0; i < containers.size(); i++) {
                long asked = asked(containers.get(i));
                if (asked > 0 && lasts(i)) {
                    lasting.put(i, request(i, asked));
                    mappings.add(mapping(i, nameOf(i)));
                }
            }
            for (int i = 0; i < starting; i++) {
                long lacking = lasts(i) ? 0 : lacking(i);
                if (lacking > 0) {
                    brief.put(i, lacking);
                }
            }
            int most = brief.entrySet().stream()
                    .max(Map.Entry.<Integer, Long>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                    .map(Map.Entry::getKey)
                    .orElse(-1);
            if (most >= 0) {
                requests.add(request(most, Objects.requireNonNull(brief.get(most))));
            }
            requests.addAll(lasting.values());
            for (int i = 0; i < starting; i++) {
                if (!lasts(i)) {
                    mapBrief(i, most, mappings);
                }
            }
        }

        private boolean lasts(int container) {
            return container >= starting
                    || "Always".equals(containers.get(container).getRestartPolicy());
        }

        /** What a container that ends before others go on needs beyond what those have. */
        private long lacking(int container) {
            long lacking = asked(containers.get(container));
            for (var each : lasting.entrySet()) {
                if (each.getKey() >= container) {
                    lacking -= each.getValue().getExactly().getCount();
                }
            }
            return lacking;
        }

        private void mapBrief(int container, int most, List<ContainerExtendedResourceRequest> mappings) {
            long left = asked(containers.get(container));
            for (var each : lasting.entrySet()) {
                if (each.getKey() >= container && left > 0) {
                    mappings.add(mapping(container, each.getValue().getName()));
                    left -= each.getValue().getExactly().getCount();
                }
            }
            if (left > 0) {
                mappings.add(mapping(container, nameOf(most)));
            }
        }

        private long asked(Container container) {
            Quantity asked = requests(container).get(resource);
            return asked == null
                    ? 0
                    : dev.quarterdeck.kube.quantity.Quantity.parse(asked.toString())
                            .value();
        }

        private static Map<String, Quantity> requests(Container container) {
            return container.getResources() == null || container.getResources().getRequests() == null
                    ? Map.of()
                    : container.getResources().getRequests();
        }

        /** The place of the container, and that of the resource among all that the container asks for, by name. */
        private String nameOf(int container) {
            int place = new TreeSet<>(requests(containers.get(container)).keySet())
                    .headSet(resource)
                    .size();
            return "container-" + container + "-request-" + place;
        }

        private DeviceRequest request(int container, long count) {
            return new DeviceRequestBuilder()
                    .withName(nameOf(container))
                    .withNewExactly()
                    .withDeviceClassName(deviceClass)
                    .withAllocationMode("ExactCount")
                    .withCount(count)
                    .endExactly()
                    .build();
        }

        private ContainerExtendedResourceRequest mapping(int container, String request) {
            return new ContainerExtendedResourceRequest(
                    containers.get(container).getName(), request, resource);
        }
    }
}
