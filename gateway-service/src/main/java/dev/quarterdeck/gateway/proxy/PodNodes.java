package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Finds pods, and the agents of their nodes. */
final class PodNodes {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NODES = new StoredResource("", "nodes");

    private final ObjectLookup objects;

    PodNodes(ObjectLookup objects) {
        this.objects = objects;
    }

    /** Fails with 404 where there is none. */
    Mono<ObjectNode> pod(String namespace, String name) {
        return objects.require(PODS, new ObjectKey(namespace, name));
    }

    /** Addresses rarely change: the cache will do where it knows the node. */
    Mono<NodeEndpoint> endpoint(String node) {
        ObjectKey key = new ObjectKey("", node);
        ObjectNode cached = objects.cached(NODES, key);
        Mono<ObjectNode> found = cached == null ? objects.require(NODES, key) : Mono.just(cached);
        return found.map(NodeEndpoint::of);
    }
}
