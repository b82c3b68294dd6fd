package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts what a quota is about. The quota is read first and everything else after it, from the server; every write that costs something changes the quota;
 * and the count is written only where the quota is still as it was read. So no count is ever too small, however much is written meanwhile.
 *
 * <p>Where others are quicker again and again, and the quota is not in force yet, its usage is taken away: then such writes are refused until the count is there.
 */
final class QuotaReconciler implements Reconciler<ObjectKey> {
    /** Every quota is counted so often even if nothing calls for it. */
    static final Duration RESYNC = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(QuotaReconciler.class);
    private static final ApiResource QUOTAS = new ApiResource("", "v1", "resourcequotas", "ResourceQuota", true);
    private static final int PATIENCE = 5;

    private final ObjectApi api;
    private final CountedKinds kinds;
    private final InstantSource clock;
    private final Map<ObjectKey, Integer> lost = new ConcurrentHashMap<>();

    QuotaReconciler(ObjectApi api, CountedKinds kinds, InstantSource clock) {
        this.api = api;
        this.kinds = kinds;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<ObjectNode> quota = api.get(QUOTAS, key.namespace(), key.name());
        if (quota.isEmpty()) {
            lost.remove(key);
            return Result.DONE;
        }
        try {
            if (lost.getOrDefault(key, 0) >= PATIENCE && !QuotaPlanner.isInForce(quota.get())) {
                quota = Optional.of(write(key, QuotaPlanner.hold(quota.get())));
            }
            Optional<ObjectNode> counted =
                    QuotaPlanner.plan(quota.get(), list(key.namespace(), quota.get()), clock.instant());
            if (counted.isPresent()) {
                write(key, counted.get());
            }
            lost.remove(key);
            return Result.after(RESYNC);
        } catch (ApiException e) {
            if (e.reason() == StatusReason.NOT_FOUND) {
                return Result.RETRY;
            }
            if (e.reason() == StatusReason.CONFLICT) {
                lost.merge(key, 1, Integer::sum);
                return QuotaPlanner.isInForce(quota.get()) ? Result.after(Duration.ofSeconds(1)) : Result.RETRY;
            }
            throw e;
        }
    }

    private Map<StoredResource, List<ObjectNode>> list(String namespace, ObjectNode quota) throws InterruptedException {
        Map<StoredResource, List<ObjectNode>> found = new TreeMap<>();
        for (StoredResource kind : QuotaPlanner.counted(quota)) {
            Optional<ApiResource> resource = kinds.find(kind);
            if (resource.isPresent()) {
                found.put(kind, api.list(resource.get(), namespace).items());
            } else if (!kind.group().isEmpty()) {
                listElsewhere(kind, namespace, found);
            }
        }
        return found;
    }

    /** A server that does not answer keeps nothing else from being counted. */
    private void listElsewhere(StoredResource kind, String namespace, Map<StoredResource, List<ObjectNode>> found)
            throws InterruptedException {
        try {
            Optional<ApiResource> resource = kinds.findElsewhere(kind);
            if (resource.isPresent()) {
                found.put(kind, api.list(resource.get(), namespace).items());
            }
        } catch (ApiException e) {
            LOG.debug("{} cannot be counted", kind.id(), e);
        }
    }

    private ObjectNode write(ObjectKey key, ObjectNode quota) throws InterruptedException {
        String path = QUOTAS.path(key.namespace(), key.name()) + "/status";
        return Json.read(api.transport().exchange(new ApiRequest("PUT", path, ApiRequest.JSON, Json.write(quota))));
    }
}
