package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.util.function.ToIntFunction;

/** How many seats a request takes: one, and for a list one more for every 5 000 objects it may have to go through, up to ten. Any thread. */
public final class RequestWidth implements ToIntFunction<RequestInfo> {
    private static final int OBJECTS_PER_SEAT = 5_000;
    private static final int MOST = 10;

    private final ResourceCaches caches;

    public RequestWidth(ResourceCaches caches) {
        this.caches = caches;
    }

    @Override
    public int applyAsInt(RequestInfo request) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (stored == null || !request.verb().equals("list")) {
            return 1;
        }
        return Math.min(MOST, 1 + caches.cache(stored).view().size() / OBJECTS_PER_SEAT);
    }
}
