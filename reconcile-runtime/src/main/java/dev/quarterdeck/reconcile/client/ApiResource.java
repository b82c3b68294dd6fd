package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A served resource as a client needs it: where its objects live. Taken from a typed model or from the catalog. */
public record ApiResource(String group, String version, String plural, String kind, boolean namespaced) {
    private static final ConcurrentMap<Class<?>, ApiResource> BY_CLASS = new ConcurrentHashMap<>();

    public static ApiResource of(Class<? extends HasMetadata> type) {
        return BY_CLASS.computeIfAbsent(
                type,
                t -> new ApiResource(
                        HasMetadata.getGroup(type),
                        HasMetadata.getVersion(type),
                        HasMetadata.getPlural(type),
                        HasMetadata.getKind(type),
                        Namespaced.class.isAssignableFrom(type)));
    }

    public static ApiResource of(ResourceType type) {
        return new ApiResource(
                type.gvr().group(),
                type.gvr().version(),
                type.gvr().resource(),
                type.gvk().kind(),
                type.namespaced());
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public StoredResource stored() {
        return new StoredResource(group, plural);
    }

    /** Path of all objects, or of those of one namespace. */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + namespace + "/" + plural
                : root + "/" + plural;
    }

    public String path(String namespace, String name) {
        return path(namespace) + "/" + name;
    }
}
