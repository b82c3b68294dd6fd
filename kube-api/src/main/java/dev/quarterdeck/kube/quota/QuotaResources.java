package dev.quarterdeck.kube.quota;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which names of a quota's {@code hard} are about which kind of objects. */
public final class QuotaResources {
    static final String BY_CLASS = ".storageclass.storage.k8s.io/";
    static final String BY_DEVICE_CLASS = ".deviceclass.resource.k8s.io/devices";

    private static final String COUNT = "count/";
    private static final String REQUESTS = "requests.";
    private static final String IMPLICIT = "deviceclass.resource.kubernetes.io/";
    private static final Set<String> NEVER = Set.of("events", "events.events.k8s.io", "bindings");
    private static final Set<String> POD_NAMES = Set.of(
            "pods",
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource SERVICES = new StoredResource("", "services");
    private static final StoredResource CLAIMS = new StoredResource("", "persistentvolumeclaims");
    private static final StoredResource DEVICE_CLAIMS = new StoredResource("resource.k8s.io", "resourceclaims");

    private QuotaResources() {}

    /** Whether objects of this kind are never charged. */
    public static boolean isIgnored(StoredResource resource) {
        return NEVER.contains(resource.id());
    }

    /** Whether what an object of this kind costs can change while it exists. */
    public static boolean changesOnUpdate(StoredResource resource) {
        return resource.equals(PODS)
                || resource.equals(SERVICES)
                || resource.equals(CLAIMS)
                || resource.equals(DEVICE_CLAIMS);
    }

    /** {@code count/deployments.apps}. */
    public static String countName(StoredResource resource) {
        return COUNT + resource.id();
    }

    /** The kind whose objects a name is about; null where it is about none that is known. */
    public static @Nullable StoredResource counted(String name) {
        if (name.startsWith(COUNT)) {
            StoredResource resource = StoredResource.ofId(name.substring(COUNT.length()));
            return isIgnored(resource) ? null : resource;
        }
        return switch (name) {
            case "services", "services.nodeports", "services.loadbalancers" -> SERVICES;
            case "persistentvolumeclaims", "requests.storage" -> CLAIMS;
            case "configmaps", "secrets", "resourcequotas", "replicationcontrollers" -> new StoredResource("", name);
            default -> {
                if (name.endsWith(BY_CLASS + "requests.storage")
                        || name.endsWith(BY_CLASS + "persistentvolumeclaims")) {
                    yield CLAIMS;
                }
                if (name.endsWith(BY_DEVICE_CLASS)) {
                    yield DEVICE_CLAIMS;
                }
                boolean ofPods = POD_NAMES.contains(name)
                        || name.startsWith("hugepages-")
                        || name.startsWith("requests.hugepages-")
                        || name.startsWith(REQUESTS) && isExtended(name.substring(REQUESTS.length()));
                yield ofPods ? PODS : null;
            }
        };
    }

    public static boolean isAbout(StoredResource resource, String name) {
        return resource.equals(counted(name));
    }

    /** A resource that is not Kubernetes' own: {@code example.com/gpu}. */
    static boolean isExtended(String resource) {
        return resource.startsWith(IMPLICIT)
                || resource.contains("/") && !resource.contains("kubernetes.io/") && !resource.startsWith(REQUESTS);
    }
}
