package dev.quarterdeck.kube.kind;

import java.util.List;
import java.util.Optional;

/**
 * All that is served. Implementations are immutable snapshots; a catalog that grows (custom resources) is replaced, not changed.
 * The built-in one is {@code BuiltInResources.catalog()}, read from the table generated at build time.
 */
public interface ResourceCatalog {

    Optional<ResourceType> find(GroupVersionResource gvr);

    Optional<ResourceType> findKind(GroupVersionKind gvk);

    /** In the order of discovery. */
    List<ResourceType> all();

    /** The versions that one stored resource is served in; the preferred one first. */
    List<ResourceType> versionsOf(StoredResource stored);

    /** Each stored resource once. */
    List<StoredResource> stored();
}
