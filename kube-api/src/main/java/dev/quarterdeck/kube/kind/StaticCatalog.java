package dev.quarterdeck.kube.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A catalog of a fixed list of resources, with hash lookups. Immutable and thread-safe. */
public final class StaticCatalog implements ResourceCatalog {

    private final List<ResourceType> all;
    private final Map<GroupVersionResource, ResourceType> byResource;
    private final Map<GroupVersionKind, ResourceType> byKind;
    private final Map<StoredResource, List<ResourceType>> versions;

    /** @param types in the order of discovery; a group version's resources together, the preferred version of a group first */
    public StaticCatalog(List<ResourceType> types) {
        all = List.copyOf(types);
        byResource = LinkedHashMap.newLinkedHashMap(all.size());
        byKind = LinkedHashMap.newLinkedHashMap(all.size());
        Map<StoredResource, List<ResourceType>> grouped = new LinkedHashMap<>();
        for (ResourceType type : all) {
            if (byResource.put(type.gvr(), type) != null) {
                throw new IllegalArgumentException("served twice: " + type.gvr());
            }
            byKind.putIfAbsent(type.gvk(), type);
            if (type.stored() != null) {
                grouped.computeIfAbsent(type.stored(), s -> new ArrayList<>()).add(type);
            }
        }
        grouped.replaceAll((stored, list) -> List.copyOf(list));
        versions = grouped;
    }

    @Override
    public Optional<ResourceType> find(GroupVersionResource gvr) {
        return Optional.ofNullable(byResource.get(gvr));
    }

    @Override
    public Optional<ResourceType> findKind(GroupVersionKind gvk) {
        return Optional.ofNullable(byKind.get(gvk));
    }

    @Override
    public List<ResourceType> all() {
        return all;
    }

    @Override
    public List<ResourceType> versionsOf(StoredResource stored) {
        return versions.getOrDefault(stored, List.of());
    }

    @Override
    public List<StoredResource> stored() {
        return List.copyOf(versions.keySet());
    }
}
