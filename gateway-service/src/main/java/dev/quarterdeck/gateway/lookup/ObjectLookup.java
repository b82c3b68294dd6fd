package dev.quarterdeck.gateway.lookup;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** Looks up one object for the gateway's own use: to issue a token, to find a pod's node. Thread-safe; never blocks. */
public final class ObjectLookup {
    private static final StoredResource SLICES = new StoredResource("discovery.k8s.io", "endpointslices");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ResourceCaches caches;
    private final Function<StoredResource, CompletableFuture<Long>> newestRevision;

    /** @param newestRevision of a resource, as the store has it when asked */
    public ObjectLookup(ResourceCaches caches, Function<StoredResource, CompletableFuture<Long>> newestRevision) {
        this.caches = caches;
        this.newestRevision = newestRevision;
    }

    /** What the cache holds now; null for nothing. */
    public @Nullable ObjectNode cached(StoredResource resource, ObjectKey key) {
        CachedObject object = caches.cache(resource).view().get(key);
        return object == null ? null : Json.read(object.json());
    }

    /** Whether the cache holds it now. */
    public boolean isCached(StoredResource resource, ObjectKey key) {
        return caches.cache(resource).view().get(key) != null;
    }

    /** The EndpointSlices of a service, as the cache holds them now. */
    public List<ObjectNode> slicesOf(String namespace, String service) {
        List<ObjectNode> slices = new ArrayList<>();
        for (CachedObject slice : caches.cache(SLICES).view().objects(namespace, null)) {
            if (service.equals(slice.labels().get("kubernetes.io/service-name"))) {
                slices.add(Json.read(slice.json()));
            }
        }
        return slices;
    }

    /** The object at least as new as this call. Fails with 503 where the store can't be asked or the cache does not catch up in time. */
    public Mono<Optional<ObjectNode>> fresh(StoredResource resource, ObjectKey key) {
        return Mono.fromFuture(() -> newestRevision.apply(resource).thenCompose(revision -> caches.cache(resource)
                        .awaitRevision(revision)))
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, e -> ApiException.unavailable(resource + " are not up to date", 1))
                // Away from the thread that fills the cache.
                .publishOn(Schedulers.parallel())
                .map(view -> Optional.ofNullable(view.get(key)).map(o -> Json.read(o.json())));
    }

    /** As {@link #fresh}; fails with 404 where there is none. */
    public Mono<ObjectNode> require(StoredResource resource, ObjectKey key) {
        return fresh(resource, key).flatMap(found -> found.<Mono<ObjectNode>>map(Mono::just)
                .orElseGet(() -> Mono.error(ApiException.notFound(resource.group(), resource.resource(), key.name()))));
    }
}
