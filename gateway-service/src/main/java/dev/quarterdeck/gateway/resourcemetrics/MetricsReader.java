package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.resourcemetrics.NodeSample.PodSample;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins Nodes and running Pods, as the caches have them now, with the samples of the nodes concerned. What has no sample is left out, as the reference's metrics server does.
 * Works on Reactor's elastic threads; thread-safe, never blocks.
 */
public final class MetricsReader {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final String NODE_OF_POD = "spec.nodeName";
    private static final String PHASE = "status.phase";

    private final ResourceCaches caches;
    private final NodeSamples samples;
    private final InstantSource clock;

    MetricsReader(ResourceCaches caches, NodeSamples samples, InstantSource clock) {
        this.caches = caches;
        this.samples = samples;
        this.clock = clock;
    }

    /** Fails with NotFound. */
    Mono<ObjectNode> get(ResourceType type, String namespace, String name) {
        CachedObject object =
                caches.cache(resource(type)).view().get(new ObjectKey(type.namespaced() ? namespace : "", name));
        return joined(type, object == null ? List.of() : List.of(object))
                .flatMap(found -> found.isEmpty()
                        ? Mono.error(ApiException.notFound(
                                MetricsApi.GROUP,
                                type.namespaced() ? "podmetrics" : "nodemetrics",
                                type.namespaced() ? namespace + "/" + name : name))
                        : Mono.just(found.getFirst()));
    }

    /** Throws BadRequest for selectors that cannot be read. In key order. */
    Mono<List<ObjectNode>> list(ResourceType type, String namespace, String labelSelector, String fieldSelector) {
        LabelSelector labels = LabelSelectors.parse(labelSelector);
        FieldSelector fields = FieldSelectors.parse(type, fieldSelector);
        return Mono.defer(() -> joined(type, select(type, namespace, labels, fields)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private List<CachedObject> select(ResourceType type, String namespace, LabelSelector labels, FieldSelector fields) {
        List<CachedObject> wanted = new ArrayList<>();
        for (CachedObject object : caches.cache(resource(type)).view().objects(namespace, null)) {
            if (labels.matches(object.labels()) && matches(fields, object.key())) {
                wanted.add(object);
            }
        }
        return wanted;
    }

    private static StoredResource resource(ResourceType type) {
        return type.namespaced() ? PODS : NodeSummaries.NODES;
    }

    private static boolean matches(FieldSelector fields, ObjectKey key) {
        return fields.isEverything()
                || fields.matches(Map.of("metadata.name", key.name(), "metadata.namespace", key.namespace()));
    }

    private Mono<List<ObjectNode>> joined(ResourceType type, List<CachedObject> wanted) {
        Set<String> nodes = new LinkedHashSet<>();
        List<CachedObject> running = new ArrayList<>();
        for (CachedObject object : wanted) {
            String node = type.namespaced() ? nodeOf(object) : object.key().name();
            if (!node.isEmpty()) {
                running.add(object);
                nodes.add(node);
            }
        }
        List<String> answering = nodes.stream().filter(this::isReady).toList();
        return samples.of(answering).publishOn(Schedulers.boundedElastic()).map(found -> join(type, running, found));
    }

    /** Empty where the pod does not run. */
    private static String nodeOf(CachedObject pod) {
        return "Running".equals(pod.fields().get(PHASE)) ? pod.fields().getOrDefault(NODE_OF_POD, "") : "";
    }

    /** One that is not will not answer either. */
    private boolean isReady(String node) {
        CachedObject object = caches.cache(NodeSummaries.NODES).view().get(new ObjectKey("", node));
        if (object == null) {
            return false;
        }
        for (JsonNode condition : Json.read(object.json()).path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    private List<ObjectNode> join(ResourceType type, List<CachedObject> objects, Map<String, NodeSample> found) {
        Instant now = clock.instant();
        List<ObjectNode> metrics = new ArrayList<>();
        for (CachedObject object : objects) {
            ObjectNode each = type.namespaced()
                    ? pod(object, found.get(nodeOf(object)), now)
                    : node(object, found.get(object.key().name()), now);
            if (each != null) {
                metrics.add(each);
            }
        }
        return metrics;
    }

    private static @Nullable ObjectNode node(CachedObject object, @Nullable NodeSample sample, Instant now) {
        NodeSample.Amounts amounts = sample == null ? null : sample.node();
        return amounts == null ? null : MetricsObjects.node(object, amounts, now);
    }

    private static @Nullable ObjectNode pod(CachedObject object, @Nullable NodeSample sample, Instant now) {
        if (sample == null) {
            return null;
        }
        String uid = Json.read(object.json()).path("metadata").path("uid").asString("");
        PodSample of = sample.pods().get(uid);
        return of == null ? null : MetricsObjects.pod(object, of, now);
    }
}
