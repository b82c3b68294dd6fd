package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Objects and revision of every cache, in every registry, for as long as there is the cache. Thread-safe. */
final class CacheMeters {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<MeterRegistry> registries = new HashSet<>();
    private final Map<StoredResource, ReplicatedResourceCache> caches = new HashMap<>();
    private final Map<StoredResource, Map<MeterRegistry, List<Meter>>> meters = new HashMap<>();

    void bind(MeterRegistry registry) {
        lock.lock();
        try {
            registries.add(registry);
            caches.values().forEach(this::measure);
        } finally {
            lock.unlock();
        }
    }

    void made(ReplicatedResourceCache cache) {
        lock.lock();
        try {
            caches.put(cache.resource(), cache);
            measure(cache);
        } finally {
            lock.unlock();
        }
    }

    void gone(StoredResource resource) {
        lock.lock();
        try {
            caches.remove(resource);
            Map<MeterRegistry, List<Meter>> gone = meters.remove(resource);
            if (gone != null) {
                gone.forEach((registry, of) -> of.forEach(registry::remove));
            }
        } finally {
            lock.unlock();
        }
    }

    private void measure(ReplicatedResourceCache cache) {
        Map<MeterRegistry, List<Meter>> measured = meters.computeIfAbsent(cache.resource(), r -> new HashMap<>());
        registries.forEach(registry -> measured.computeIfAbsent(registry, to -> register(to, cache)));
    }

    private static List<Meter> register(MeterRegistry registry, ReplicatedResourceCache cache) {
        String resource = cache.resource().id();
        return List.of(
                Gauge.builder("quarterdeck.cache.objects", cache, c -> c.view().size())
                        .description("Objects in the cache of a resource")
                        .tag("resource", resource)
                        .register(registry),
                Gauge.builder("quarterdeck.cache.revision", cache, c -> c.view().revision())
                        .description("Revision up to which the cache of a resource is complete")
                        .tag("resource", resource)
                        .register(registry));
    }
}
