package dev.quarterdeck.launcher.up;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.record.ChangeType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * Waits for nodes to be Ready since it was made: what a node said before a restart does not count, so its Ready condition must carry a heartbeat from after.
 */
final class NodeReadiness {
    private static final int LIMIT_SECONDS = 120;
    private static final int NODES_A_SECOND = 20;

    private final Set<String> waiting;
    private final Instant since;
    private final int limitSeconds;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private NodeReadiness(Collection<String> nodes, Instant since) {
        this.waiting = new TreeSet<>(nodes);
        this.since = since;
        this.limitSeconds = LIMIT_SECONDS + nodes.size() / NODES_A_SECOND;
    }

    static NodeReadiness follow(ResourceCaches caches, Collection<String> nodes) {
        ResourceCache cache = caches.cache(new StoredResource("", "nodes"));
        NodeReadiness readiness =
                new NodeReadiness(nodes, InstantSource.system().instant().minusSeconds(1));
        cache.ready()
                .thenRun(() -> cache.subscribe(cache.view().revision(), new ResourceCache.CacheListener() {
                    @Override
                    public void onEvent(CacheEvent event) {
                        if (event.type() != ChangeType.DELETED) {
                            readiness.see(event.object());
                        }
                    }
                }));
        return readiness;
    }

    private synchronized void see(CachedObject node) {
        if (waiting.contains(node.key().name()) && isReady(Json.read(node.json()))) {
            waiting.remove(node.key().name());
            if (waiting.isEmpty()) {
                done.complete(null);
            }
        }
    }

    private boolean isReady(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")
                    && condition.path("status").asString("").equals("True")) {
                String heartbeat = condition.path("lastHeartbeatTime").asString("");
                return !heartbeat.isEmpty() && !Instant.parse(heartbeat).isBefore(since);
            }
        }
        return false;
    }

    void await() {
        try {
            done.get(limitSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            synchronized (this) {
                throw new LauncherException("not Ready after " + limitSeconds + " s: "
                        + String.join(", ", waiting.stream().limit(20).toList())
                        + (waiting.size() > 20 ? " and " + (waiting.size() - 20) + " more" : "")
                        + "; see ./quarterdeck logs node-agent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }
}
