package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.authz.CacheFollower;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Follows FlowSchemas and PriorityLevelConfigurations and gives {@link PriorityLimits} the rules they make. Called by the thread that applies changes. */
public final class FlowObjects implements AutoCloseable {
    private static final String GROUP = "flowcontrol.apiserver.k8s.io";

    private final PriorityLimits limits;
    private final Map<ObjectKey, FlowSchema> schemas = new ConcurrentHashMap<>();
    private final Map<ObjectKey, PriorityLevel> levels = new ConcurrentHashMap<>();
    private final CacheFollower schemaFollower;
    private final CacheFollower levelFollower;

    public FlowObjects(ResourceCaches caches, PriorityLimits limits) {
        this.limits = limits;
        this.levelFollower = follow(caches, "prioritylevelconfigurations", levels, PriorityLevel::of);
        this.schemaFollower = follow(caches, "flowschemas", schemas, FlowSchema::of);
    }

    private <T> CacheFollower follow(
            ResourceCaches caches, String resource, Map<ObjectKey, T> known, Function<ObjectNode, T> reader) {
        return new CacheFollower(caches.cache(new StoredResource(GROUP, resource)), new CacheFollower.Target() {
            @Override
            public void replaceAll(Iterable<CachedObject> objects) {
                known.clear();
                objects.forEach(object -> known.put(object.key(), reader.apply(Json.read(object.json()))));
                changed();
            }

            @Override
            public void put(CachedObject object, @Nullable CachedObject previous) {
                known.put(object.key(), reader.apply(Json.read(object.json())));
                changed();
            }

            @Override
            public void remove(CachedObject last) {
                known.remove(last.key());
                changed();
            }
        });
    }

    private void changed() {
        limits.apply(FlowRules.of(schemas.values(), levels.values()));
    }

    @Override
    public void close() {
        levelFollower.close();
        schemaFollower.close();
    }
}
