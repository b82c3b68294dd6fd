package dev.quarterdeck.kube.kind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The built-in resources and, behind them, those of definitions. What is built in stays what it is: a definition of the same group, version and resource, or
 * kind, is not served. Immutable and thread-safe; making one costs a few hash entries per custom resource.
 */
public final class LayeredCatalog implements ResourceCatalog {
    private final ResourceCatalog builtIn;
    private final List<ResourceType> all;
    private final Map<GroupVersionResource, ResourceType> byResource;
    private final Map<GroupVersionKind, ResourceType> byKind;
    private final Map<StoredResource, List<ResourceType>> versions;
    private final List<StoredResource> stored;

    /** @param custom in the order of discovery: a group's resources together, the preferred version of a group first */
    public LayeredCatalog(ResourceCatalog builtIn, Collection<ResourceType> custom) {
        this.builtIn = builtIn;
        Set<StoredResource> taken = new HashSet<>(builtIn.stored());
        List<ResourceType> served = new ArrayList<>(builtIn.all());
        byResource = HashMap.newHashMap(custom.size());
        byKind = HashMap.newHashMap(custom.size());
        versions = LinkedHashMap.newLinkedHashMap(custom.size());
        for (ResourceType type : custom) {
            StoredResource kept = type.stored();
            if (kept == null
                    || taken.contains(kept.base())
                    || builtIn.find(type.gvr()).isPresent()
                    || builtIn.findKind(type.gvk()).isPresent()
                    || byResource.putIfAbsent(type.gvr(), type) != null) {
                continue;
            }
            byKind.putIfAbsent(type.gvk(), type);
            versions.computeIfAbsent(kept.base(), s -> new ArrayList<>(1)).add(type);
            served.add(type);
        }
        all = List.copyOf(served);
        List<StoredResource> resources = new ArrayList<>(builtIn.stored());
        resources.addAll(versions.keySet());
        stored = List.copyOf(resources);
    }

    @Override
    public Optional<ResourceType> find(GroupVersionResource gvr) {
        Optional<ResourceType> known = builtIn.find(gvr);
        return known.isPresent() ? known : Optional.ofNullable(byResource.get(gvr));
    }

    @Override
    public Optional<ResourceType> findKind(GroupVersionKind gvk) {
        Optional<ResourceType> known = builtIn.findKind(gvk);
        return known.isPresent() ? known : Optional.ofNullable(byKind.get(gvk));
    }

    @Override
    public List<ResourceType> all() {
        return all;
    }

    @Override
    public List<ResourceType> versionsOf(StoredResource resource) {
        List<ResourceType> custom = versions.get(resource.base());
        return custom == null ? builtIn.versionsOf(resource) : List.copyOf(custom);
    }

    @Override
    public List<StoredResource> stored() {
        return stored;
    }
}
