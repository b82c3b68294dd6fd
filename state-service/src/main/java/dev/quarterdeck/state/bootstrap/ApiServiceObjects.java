package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.bootstrap.Desired.Upkeep;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** An APIService per group version that this server serves itself; its priorities order discovery. Pure. */
final class ApiServiceObjects {
    private static final int DEFAULT_VERSION_PRIORITY = 15;
    private static final Map<String, Integer> GROUPS = Map.ofEntries(
            Map.entry("", 18000),
            Map.entry("admissionregistration.k8s.io", 16700),
            Map.entry("apiextensions.k8s.io", 16700),
            Map.entry("apps", 17800),
            Map.entry("authentication.k8s.io", 17700),
            Map.entry("authorization.k8s.io", 17600),
            Map.entry("autoscaling", 17500),
            Map.entry("batch", 17400),
            Map.entry("certificates.k8s.io", 17300),
            Map.entry("coordination.k8s.io", 16500),
            Map.entry("discovery.k8s.io", 16200),
            Map.entry("events.k8s.io", 17750),
            Map.entry("flowcontrol.apiserver.k8s.io", 16100),
            Map.entry("networking.k8s.io", 17200),
            Map.entry("node.k8s.io", 16300),
            Map.entry("policy", 17100),
            Map.entry("rbac.authorization.k8s.io", 17000),
            Map.entry("resource.k8s.io", 16200),
            Map.entry("scheduling.k8s.io", 16600),
            Map.entry("storage.k8s.io", 16800),
            Map.entry("storagemigration.k8s.io", 15800));
    private static final Map<String, Integer> VERSIONS = Map.of(
            "v1.", 1,
            "v2.autoscaling", 30,
            "v1.flowcontrol.apiserver.k8s.io", 21,
            "v1.resource.k8s.io", 21,
            "v1alpha2.scheduling.k8s.io", 2,
            "v1beta1.storagemigration.k8s.io", 9);

    private ApiServiceObjects() {}

    static List<Desired> all(ResourceCatalog catalog) {
        Set<GroupVersionResource> versions = new LinkedHashSet<>();
        for (ResourceType type : catalog.all()) {
            versions.add(new GroupVersionResource(type.gvr().group(), type.gvr().version(), ""));
        }
        return versions.stream()
                .filter(v -> GROUPS.containsKey(v.group()))
                .map(ApiServiceObjects::of)
                .toList();
    }

    /** Of versions that can be switched on and are not. */
    static List<String> notServed(ResourceCatalog catalog) {
        return BuiltInResources.optionalVersions().keySet().stream()
                .filter(version -> catalog.all().stream()
                        .noneMatch(type -> type.gvr().apiVersion().equals(version)))
                .map(version ->
                        version.substring(version.indexOf('/') + 1) + "." + version.substring(0, version.indexOf('/')))
                .toList();
    }

    private static Desired of(GroupVersionResource served) {
        String name = served.version() + "." + served.group();
        ObjectNode object = Desired.object("apiregistration.k8s.io/v1", "APIService", "", name);
        Desired.metadata(object).putObject("labels").put("kube-aggregator.kubernetes.io/automanaged", "onstart");
        ObjectNode spec = object.putObject("spec");
        if (!served.group().isEmpty()) {
            spec.put("group", served.group());
        }
        spec.put("groupPriorityMinimum", GROUPS.get(served.group()))
                .put("version", served.version())
                .put("versionPriority", VERSIONS.getOrDefault(name, DEFAULT_VERSION_PRIORITY));
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("message", "Local APIServices are always available")
                .put("reason", "Local")
                .put("status", "True")
                .put("type", "Available");
        return new Desired(new StoredResource("apiregistration.k8s.io", "apiservices"), object, Upkeep.SPEC);
    }
}
