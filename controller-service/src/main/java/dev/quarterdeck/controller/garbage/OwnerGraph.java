package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.reconcile.client.ApiResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who owns whom, by uid, as the caches know it. Thread-safe. Owners that are not known have dependents all the same. */
final class OwnerGraph {
    private final Map<String, Vertex> vertices = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** @return the object as it was known before */
    synchronized Optional<Vertex> put(Vertex vertex) {
        @Nullable Vertex before = vertices.put(vertex.ref().uid(), vertex);
        if (before != null) {
            unlink(before);
        }
        vertex.owners().forEach(owner -> dependents
                .computeIfAbsent(owner.getUid(), u -> new LinkedHashSet<>())
                .add(vertex.ref().uid()));
        return Optional.ofNullable(before);
    }

    synchronized void remove(String uid) {
        Vertex before = vertices.remove(uid);
        if (before != null) {
            unlink(before);
        }
    }

    private void unlink(Vertex vertex) {
        vertex.owners()
                .forEach(owner -> dependents.computeIfPresent(owner.getUid(), (u, set) -> {
                    set.remove(vertex.ref().uid());
                    return set.isEmpty() ? null : set;
                }));
    }

    /** Knows the objects of this resource no more; that says nothing about whether they are there. */
    synchronized void forget(ApiResource resource) {
        List.copyOf(vertices.values()).stream()
                .filter(vertex -> vertex.ref().resource().equals(resource))
                .forEach(vertex -> remove(vertex.ref().uid()));
    }

    /** Objects with an owner of which this can be said. Looks at all there are. */
    synchronized List<Vertex> ownedBy(Predicate<OwnerReference> owner) {
        return vertices.values().stream()
                .filter(vertex -> vertex.owners().stream().anyMatch(owner))
                .toList();
    }

    synchronized Optional<Vertex> get(String uid) {
        return Optional.ofNullable(vertices.get(uid));
    }

    /** How many dependents there are. */
    synchronized int count(String ownerUid) {
        return dependents.getOrDefault(ownerUid, Set.of()).size();
    }

    synchronized List<Vertex> dependents(String ownerUid) {
        return new ArrayList<>(dependents.getOrDefault(ownerUid, Set.of()).stream()
                .map(vertices::get)
                .filter(Objects::nonNull)
                .toList());
    }

    /** Whether a foreground deletion of {@code vertex} ends only after that of {@code uid}, which it owns through others, each deleted in the foreground. */
    synchronized boolean waitsFor(Vertex vertex, String uid) {
        Set<String> seen = new HashSet<>();
        Deque<Vertex> open = new ArrayDeque<>(List.of(vertex));
        while (!open.isEmpty()) {
            Vertex next = open.pop();
            if (!next.deletesDependents() || !seen.add(next.ref().uid())) {
                continue;
            }
            for (Vertex dependent : dependents(next.ref().uid())) {
                if (dependent.isBlocking(next.ref().uid())) {
                    if (dependent.ref().uid().equals(uid)) {
                        return true;
                    }
                    open.push(dependent);
                }
            }
        }
        return false;
    }
}
