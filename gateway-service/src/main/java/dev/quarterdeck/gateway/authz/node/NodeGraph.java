package dev.quarterdeck.gateway.authz.node;

import dev.quarterdeck.gateway.authz.CacheFollower;
import dev.quarterdeck.gateway.authz.node.Reference.Kind;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which objects each node is related to: its pods and what they refer to, its attachments and slices; a volume through the claim it is bound to, and the
 * secrets of a volume through the volume. Kept up to date with caches; reads are thread-safe and look at the node's own part only.
 */
public final class NodeGraph implements AutoCloseable {
    /** Per node, how many objects of it refer to each. */
    private final Map<String, Map<Reference, Integer>> byNode = new ConcurrentHashMap<>();

    /** Volume to the claim that holds it. */
    private final Map<String, Reference> claimOfVolume = new ConcurrentHashMap<>();

    /** Secret to the volumes that name it. */
    private final Map<Reference, Set<String>> volumesOfSecret = new ConcurrentHashMap<>();

    private final List<CacheFollower> followers;

    public NodeGraph(ResourceCaches caches) {
        followers = List.of(
                follow(caches, new StoredResource("", "pods"), new Related(NodeGraph::podEdges)),
                follow(caches, new StoredResource("", "persistentvolumes"), new Volumes()),
                follow(
                        caches,
                        new StoredResource("storage.k8s.io", "volumeattachments"),
                        new Related(o -> single(o, Kind.ATTACHMENT))),
                follow(
                        caches,
                        new StoredResource("resource.k8s.io", "resourceslices"),
                        new Related(o -> single(o, Kind.RESOURCE_SLICE))));
    }

    private static CacheFollower follow(ResourceCaches caches, StoredResource resource, CacheFollower.Target target) {
        return new CacheFollower(caches.cache(resource), target);
    }

    public CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                followers.stream().map(CacheFollower::ready).toArray(CompletableFuture[]::new));
    }

    boolean isRelated(String node, Reference reference) {
        Map<Reference, Integer> related = byNode.get(node);
        if (related == null) {
            return false;
        }
        if (related.containsKey(reference)) {
            return true;
        }
        return switch (reference.kind()) {
            case VOLUME -> holdsVolume(related, reference.name());
            case SECRET ->
                volumesOfSecret.getOrDefault(reference, Set.of()).stream().anyMatch(v -> holdsVolume(related, v));
            case POD, CONFIG_MAP, SERVICE_ACCOUNT, CLAIM, RESOURCE_CLAIM, ATTACHMENT, RESOURCE_SLICE -> false;
        };
    }

    private boolean holdsVolume(Map<Reference, Integer> related, String volume) {
        Reference claim = claimOfVolume.get(volume);
        return claim != null && related.containsKey(claim);
    }

    @Override
    public void close() {
        followers.forEach(CacheFollower::close);
    }

    private void change(Edges old, Edges next) {
        if (!next.node().isEmpty()) {
            Map<Reference, Integer> related = byNode.computeIfAbsent(next.node(), n -> new ConcurrentHashMap<>());
            next.references().forEach(r -> related.merge(r, 1, Integer::sum));
        }
        Map<Reference, Integer> before = byNode.get(old.node());
        if (before != null) {
            old.references().forEach(r -> before.computeIfPresent(r, (k, n) -> n > 1 ? n - 1 : null));
            if (before.isEmpty()) {
                byNode.remove(old.node());
            }
        }
    }

    /** Edges of one object to one node; {@code fixed} where they don't change while the object stays on its node. */
    private record Edges(String node, Set<Reference> references, boolean fixed) {
        static final Edges NONE = new Edges("", Set.of(), false);
    }

    private interface Reader {
        Edges read(CachedObject object);
    }

    private static Edges podEdges(CachedObject pod) {
        String node = pod.fields().get("spec.nodeName");
        if (node != null && node.isEmpty()) {
            return Edges.NONE;
        }
        ObjectNode tree = Json.read(pod.json());
        boolean fixed = !tree.path("spec").has("resourceClaims");
        return new Edges(PodReferences.text(tree.path("spec"), "nodeName"), PodReferences.of(tree), fixed);
    }

    private static Edges single(CachedObject object, Kind kind) {
        String node = PodReferences.text(Json.read(object.json()).path("spec"), "nodeName");
        return new Edges(node, Set.of(new Reference(kind, "", object.key().name())), true);
    }

    /** Objects that name their node. A status update of a pod, the most frequent change of all, costs one comparison. */
    private final class Related implements CacheFollower.Target {
        private final Map<ObjectKey, Edges> known = new HashMap<>();
        private final Reader reader;

        Related(Reader reader) {
            this.reader = reader;
        }

        @Override
        public void replaceAll(Iterable<CachedObject> objects) {
            Set<ObjectKey> gone = new HashSet<>(known.keySet());
            for (CachedObject object : objects) {
                gone.remove(object.key());
                set(object.key(), reader.read(object));
            }
            gone.forEach(key -> set(key, Edges.NONE));
        }

        @Override
        public void put(CachedObject object, @Nullable CachedObject previous) {
            Edges old = known.getOrDefault(object.key(), Edges.NONE);
            if (previous != null
                    && old.fixed()
                    && old.node().equals(object.fields().getOrDefault("spec.nodeName", old.node()))) {
                return;
            }
            set(object.key(), reader.read(object));
        }

        @Override
        public void remove(CachedObject last) {
            set(last.key(), Edges.NONE);
        }

        private void set(ObjectKey key, Edges next) {
            Edges old = next.node().isEmpty() ? known.remove(key) : known.put(key, next);
            change(old == null ? Edges.NONE : old, next);
        }
    }

    private final class Volumes implements CacheFollower.Target {
        private final Map<String, Set<Reference>> secretsOf = new HashMap<>();

        @Override
        public void replaceAll(Iterable<CachedObject> objects) {
            Set<String> gone = new HashSet<>(claimOfVolume.keySet());
            for (CachedObject object : objects) {
                gone.remove(object.key().name());
                put(object, null);
            }
            gone.forEach(this::forget);
        }

        @Override
        public void put(CachedObject object, @Nullable CachedObject previous) {
            String name = object.key().name();
            ObjectNode tree = Json.read(object.json());
            JsonNode claim = tree.path("spec").path("claimRef");
            if (!claim.isObject()) {
                forget(name);
                return;
            }
            claimOfVolume.put(
                    name,
                    new Reference(
                            Kind.CLAIM, PodReferences.text(claim, "namespace"), PodReferences.text(claim, "name")));
            give(name, VolumeSecrets.of(tree));
        }

        /** What it had and still has is not touched: a node that asks meanwhile would be refused. */
        private void give(String volume, Set<Reference> secrets) {
            Set<Reference> had = secretsOf.getOrDefault(volume, Set.of());
            secretsOf.put(volume, secrets);
            secrets.forEach(s -> volumesOfSecret
                    .computeIfAbsent(s, k -> ConcurrentHashMap.newKeySet())
                    .add(volume));
            had.stream().filter(s -> !secrets.contains(s)).forEach(s -> take(volume, s));
        }

        @Override
        public void remove(CachedObject last) {
            forget(last.key().name());
        }

        private void forget(String volume) {
            claimOfVolume.remove(volume);
            Set<Reference> secrets = secretsOf.remove(volume);
            if (secrets != null) {
                secrets.forEach(s -> take(volume, s));
            }
        }

        private void take(String volume, Reference secret) {
            volumesOfSecret.computeIfPresent(secret, (k, volumes) -> {
                volumes.remove(volume);
                return volumes.isEmpty() ? null : volumes;
            });
        }
    }
}
