package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;

/** The caches of a process, one per stored resource, made when first asked for. In the all-in-one every service shares one of these. */
public interface ResourceCaches extends AutoCloseable {

    ResourceCache cache(StoredResource resource);

    /** What is served, as far as the cache of definitions knows. */
    LiveCatalog catalog();

    @Override
    void close();
}
