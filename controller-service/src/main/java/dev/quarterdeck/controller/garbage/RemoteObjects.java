package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.controller.aggregation.RemoteKind;
import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.garbage.Vertex.Ref;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of the collector's work that is about objects of other API servers: which kinds there are, asked when an APIService changes and every half minute while there is one,
 * and the metadata of those that can be watched and deleted. A server that does not say what it serves is taken to serve what it did: what is known of it stays
 * known, and questions about its objects fail until it answers. Nothing waits for these servers. Thread-safe.
 */
final class RemoteObjects implements Reconciler<String>, AutoCloseable {
    /** The one key. */
    static final String ALL = "all";

    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final String EVENTS = "events";

    private final RemoteKinds kinds;
    private final Informers source;
    private final OwnerGraph graph;
    private final FollowedResources.Listener listener;
    private final Consumer<Ref> wake;
    private final Map<StoredResource, Followed> followed = new HashMap<>();
    private List<RemoteKind> known = List.of();
    private boolean closed;

    private record Followed(ApiResource resource, Informer<PartialObjectMetadata> informer) {}

    /** @param wake has an object looked at */
    RemoteObjects(
            RemoteKinds kinds,
            Informers source,
            OwnerGraph graph,
            FollowedResources.Listener listener,
            Consumer<Ref> wake) {
        this.kinds = kinds;
        this.source = source;
        this.graph = graph;
        this.listener = listener;
        this.wake = wake;
    }

    @Override
    public Result reconcile(String all) throws InterruptedException {
        RemoteKinds.Found found = kinds.ask();
        Set<String> fresh = take(found);
        if (!fresh.isEmpty()) {
            graph.ownedBy(owner -> fresh.contains(name(owner.getApiVersion(), owner.getKind())))
                    .forEach(vertex -> wake.accept(vertex.ref()));
        }
        return found.isEmpty() ? Result.DONE : Result.after(PERIOD);
    }

    /** @return kinds that were not known before */
    private synchronized Set<String> take(RemoteKinds.Found found) {
        if (closed) {
            return Set.of();
        }
        List<RemoteKind> now = new ArrayList<>(found.kinds());
        known.stream()
                .filter(kind -> found.failed().contains(kind.resource().apiVersion()))
                .forEach(now::add);
        Set<String> fresh = new HashSet<>();
        now.forEach(kind ->
                fresh.add(name(kind.resource().apiVersion(), kind.resource().kind())));
        known.forEach(kind ->
                fresh.remove(name(kind.resource().apiVersion(), kind.resource().kind())));
        known = now;
        follow(new RemoteKinds.Found(now, found.failed()));
        return fresh;
    }

    private void follow(RemoteKinds.Found found) {
        Map<StoredResource, ApiResource> wanted = new HashMap<>();
        for (RemoteKind kind : found.preferred()) {
            if (kind.can("list", "watch", "delete") && !kind.stored().resource().equals(EVENTS)) {
                wanted.put(kind.stored(), kind.resource());
            }
        }
        for (StoredResource stored : List.copyOf(followed.keySet())) {
            Followed there = followed.get(stored);
            if (there != null && !there.resource().equals(wanted.get(stored)) && !found.hasFailed(stored.group())) {
                followed.remove(stored);
                stop(there);
                graph.forget(there.resource());
            }
        }
        wanted.forEach((stored, resource) -> followed.computeIfAbsent(
                stored,
                unused -> new Followed(
                        resource,
                        source.metadata(resource)
                                .onChange((before, after) -> listener.changed(resource, before, after)))));
    }

    private void stop(Followed there) {
        there.informer().close();
        source.release(there.resource());
    }

    private static String name(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    /** Where owners of this kind are, if another server has them. */
    synchronized Optional<ApiResource> find(OwnerReference owner) {
        return known.stream()
                .map(RemoteKind::resource)
                .filter(r ->
                        r.apiVersion().equals(owner.getApiVersion()) && r.kind().equals(owner.getKind()))
                .findFirst();
    }

    /** Whether "not found" was said by a server that has such objects: it could also mean that the path leads nowhere any more. Asks it. */
    boolean isStillServed(OwnerReference owner) throws InterruptedException {
        return kinds.ask().find(owner.getApiVersion(), owner.getKind()).isPresent();
    }

    @Override
    public synchronized void close() {
        closed = true;
        followed.values().forEach(this::stop);
        followed.clear();
    }
}
