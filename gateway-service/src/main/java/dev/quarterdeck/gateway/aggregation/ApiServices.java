package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.authz.CacheFollower;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All APIServices, and which requests are another server's. Versions that are built in are always answered here, whatever an APIService says of them. Written by the
 * thread that applies changes; readers see one state or the next. Where nothing is aggregated a question costs one look at an empty map.
 */
public final class ApiServices implements AutoCloseable {
    public static final StoredResource RESOURCE = new StoredResource("apiregistration.k8s.io", "apiservices");
    private static final String APIS = "/apis/";
    private static final String OPEN_API = "/openapi/v3/apis/";

    private final Set<String> builtIn;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> locallyServed;
    private final CacheFollower follower;
    private volatile State state = new State(List.of(), Map.of(), Map.of());

    /**
     * One state.
     *
     * @param all by name
     * @param remote those that lead to another server, by {@code GROUP/VERSION}
     * @param local those of versions that are served here without being stored
     */
    public record State(List<ApiService> all, Map<String, ApiService> remote, Map<String, ApiService> local) {}

    /** @param local versions that are served here without being stored, where an APIService says so */
    public ApiServices(ResourceCaches caches, Set<String> local) {
        this.locallyServed = Set.copyOf(local);
        this.builtIn = caches.catalog().builtIn().all().stream()
                .map(type -> type.gvr().apiVersion())
                .collect(Collectors.toUnmodifiableSet());
        this.follower = new CacheFollower(caches.cache(RESOURCE), new Known());
    }

    public State state() {
        return state;
    }

    /** Called on the thread that applies changes, after each change of what is aggregated; must be quick. */
    void onChange(Runnable listener) {
        listeners.add(listener);
        listener.run();
    }

    /** The server that this request is for; null where it is answered here. */
    public @Nullable ApiService of(RequestInfo request) {
        Map<String, ApiService> remote = state.remote();
        if (remote.isEmpty() || !request.view().equals(View.NOW)) {
            return null;
        }
        if (!request.resource().isEmpty()) {
            return request.group().isEmpty() ? null : remote.get(request.group() + "/" + request.version());
        }
        return ofPath(remote, request.path());
    }

    /** Discovery of a version, its OpenAPI document, and whatever else is below it that names no resource. */
    private static @Nullable ApiService ofPath(Map<String, ApiService> remote, String path) {
        String prefix = path.startsWith(APIS) ? APIS : path.startsWith(OPEN_API) ? OPEN_API : null;
        if (prefix == null) {
            return null;
        }
        int group = path.indexOf('/', prefix.length());
        if (group < 0) {
            return null;
        }
        int version = path.indexOf('/', group + 1);
        return remote.get(path.substring(prefix.length(), version < 0 ? path.length() : version));
    }

    @Override
    public void close() {
        follower.close();
    }

    private final class Known implements CacheFollower.Target {
        private final TreeMap<String, ApiService> known = new TreeMap<>();

        @Override
        public void replaceAll(Iterable<CachedObject> objects) {
            known.clear();
            objects.forEach(this::read);
            changed();
        }

        @Override
        public void put(CachedObject object, @Nullable CachedObject previous) {
            read(object);
            changed();
        }

        @Override
        public void remove(CachedObject last) {
            known.remove(last.key().name());
            changed();
        }

        private void read(CachedObject object) {
            ApiService service = ApiService.of(Json.read(object.json()));
            known.put(service.name(), service);
        }

        private void changed() {
            Collection<ApiService> all = known.values();
            Map<String, ApiService> remote = all.stream()
                    .filter(service -> service.target() != null && !builtIn.contains(service.groupVersion()))
                    .collect(Collectors.toUnmodifiableMap(ApiService::groupVersion, s -> s, (a, b) -> a));
            Map<String, ApiService> local = all.stream()
                    .filter(service -> service.target() == null && locallyServed.contains(service.groupVersion()))
                    .collect(Collectors.toUnmodifiableMap(ApiService::groupVersion, s -> s, (a, b) -> a));
            State before = state;
            State now = new State(List.copyOf(all), remote, local);
            state = now;
            if (!remote.equals(before.remote()) || !local.equals(before.local())) {
                listeners.forEach(Runnable::run);
            }
        }
    }
}
