package dev.quarterdeck.gateway.resourcemetrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Samples of nodes, asked for when somebody wants them and kept for {@link #FRESH}: where nobody asks, no node is asked. All who want a node at the same time share one
 * question; one request asks {@value #AT_ONCE} nodes at a time. A node that does not answer is left alone as long, and its last sample stands in for {@link #STALE}.
 * Keeps one sample for each node that was wanted in the last {@link #FORGOTTEN}. Thread-safe; never blocks.
 */
final class NodeSamples {
    /** As old may an answer be. */
    static final Duration FRESH = Duration.ofSeconds(10);

    static final Duration STALE = Duration.ofSeconds(60);
    static final Duration FORGOTTEN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 64;
    private static final Logger LOG = LoggerFactory.getLogger(NodeSamples.class);

    private final Function<String, Mono<NodeSample>> nodes;
    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile long tidied;

    /** What is known of one node. */
    private static final class Known {
        private @Nullable NodeSample sample;
        private long sampledAt;
        private long askedAt;
        private boolean asked;
        private @Nullable Mono<NodeSample> asking;
        private volatile long wantedAt;
    }

    /**
     * @param nodes asks one; must end by itself after a while
     * @param nanoTime monotonic
     */
    NodeSamples(Function<String, Mono<NodeSample>> nodes, LongSupplier nanoTime) {
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.tidied = nanoTime.getAsLong();
    }

    /** Of those that have one within {@link #PATIENCE}, by name. Does not fail. */
    Mono<Map<String, NodeSample>> of(List<String> names) {
        tidy();
        return Flux.fromIterable(names)
                .flatMap(name -> of(name).map(sample -> Map.entry(name, sample)), AT_ONCE)
                .take(PATIENCE)
                .collect(HashMap::new, (map, entry) -> map.put(entry.getKey(), entry.getValue()));
    }

    private Mono<NodeSample> of(String name) {
        Known node = known.computeIfAbsent(name, unused -> new Known());
        long now = nanoTime.getAsLong();
        node.wantedAt = now;
        synchronized (node) {
            if (node.asked && now - node.askedAt < FRESH.toNanos()) {
                return node.asking != null ? node.asking : Mono.justOrEmpty(last(node, now));
            }
            node.asked = true;
            node.askedAt = now;
            Mono<NodeSample> asking = nodes.apply(name)
                    .doOnNext(sample -> take(node, sample))
                    .onErrorResume(e -> {
                        LOG.debug("node {} does not say what it uses", name, e);
                        return Mono.fromSupplier(() -> fallBack(node));
                    })
                    .cache();
            node.asking = asking;
            return asking;
        }
    }

    private void take(Known node, NodeSample sample) {
        synchronized (node) {
            node.sample = sample;
            node.sampledAt = nanoTime.getAsLong();
            node.asking = null;
        }
    }

    private @Nullable NodeSample fallBack(Known node) {
        synchronized (node) {
            node.asking = null;
            return last(node, nanoTime.getAsLong());
        }
    }

    private static @Nullable NodeSample last(Known node, long now) {
        return now - node.sampledAt < STALE.toNanos() ? node.sample : null;
    }

    private void tidy() {
        long now = nanoTime.getAsLong();
        if (now - tidied >= FORGOTTEN.toNanos()) {
            tidied = now;
            known.values().removeIf(node -> now - node.wantedAt >= FORGOTTEN.toNanos());
        }
    }

    /** Nodes that something is kept of. */
    int size() {
        return known.size();
    }
}
