package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Claims, classes and slices for tests, written as YAML in as few words as may be. */
final class Devices {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    static final String DRIVER = "gpu.example.com";

    private Devices() {}

    private static <T extends HasMetadata> T read(Class<T> type, String yaml) {
        return YAML.unmarshal(yaml, type);
    }

    static DeviceClass deviceClass(String name, String expression) {
        return read(DeviceClass.class, """
                apiVersion: resource.k8s.io/v1
                kind: DeviceClass
                metadata: {name: %s}
                spec:
                  selectors: [{cel: {expression: '%s'}}]
                """.formatted(name, expression));
    }

    /** @param spec what stands in a claim's {@code spec.devices}, as YAML in one line */
    static ResourceClaim claim(String name, String spec) {
        return read(ResourceClaim.class, """
                apiVersion: resource.k8s.io/v1
                kind: ResourceClaim
                metadata: {name: %s, namespace: default, uid: uid-%s}
                spec: {devices: {%s}}
                """.formatted(name, name, spec));
    }

    /** One request for as many devices of class gpu. */
    static ResourceClaim claim(String name, int count) {
        return claim(
                name,
                "requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: ExactCount, count: " + count
                        + "}}]");
    }

    /** @param where {@code nodeName: n1}, {@code allNodes: true} or the like */
    static ResourceSlice slice(String name, String pool, int generation, int slices, String where, String... devices) {
        return read(ResourceSlice.class, """
                apiVersion: resource.k8s.io/v1
                kind: ResourceSlice
                metadata: {name: %s}
                spec:
                  driver: %s
                  pool: {name: %s, generation: %d, resourceSliceCount: %d}
                  %s
                  devices: [%s]
                """.formatted(
                        name, DRIVER, pool, generation, slices, where, String.join(", ", devices)));
    }

    /** A pool of one slice on one node. */
    static ResourceSlice onNode(String node, String... devices) {
        return slice("slice-" + node, node, 1, 1, "nodeName: " + node, devices);
    }

    static String device(String name) {
        return "{name: " + name + "}";
    }

    /** @param model an attribute of its driver */
    static String device(String name, String model) {
        return "{name: " + name + ", attributes: {model: {string: " + model + "}}}";
    }

    static ResourceSlice counters(String name, String pool, int slices, String sets) {
        return read(ResourceSlice.class, """
                apiVersion: resource.k8s.io/v1
                kind: ResourceSlice
                metadata: {name: %s}
                spec:
                  driver: %s
                  pool: {name: %s, generation: 1, resourceSliceCount: %d}
                  allNodes: true
                  sharedCounters: [%s]
                """.formatted(name, DRIVER, pool, slices, sets));
    }

    static Pod using(String name, String... claims) {
        var builder = Pods.pod(name).editSpec();
        for (String claim : claims) {
            builder = builder.addNewResourceClaim()
                    .withName(claim)
                    .withResourceClaimName(claim)
                    .endResourceClaim();
        }
        return builder.endSpec().build();
    }
}
