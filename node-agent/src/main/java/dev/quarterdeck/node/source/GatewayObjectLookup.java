package dev.quarterdeck.node.source;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link ObjectLookup} through the gateway. Config maps and secrets are read by name, since that is all a node may do, and kept for a few seconds, so that
 * a pod with many references and many pods with the same one cost one request.
 */
public final class GatewayObjectLookup implements ObjectLookup {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MOST = 2_000;

    private record Kept(Optional<? extends HasMetadata> object, Instant at) {}

    private final ObjectApi api;
    private final Informer<Service> services;
    private final BoundTokens tokens;
    private final Clock clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    public GatewayObjectLookup(ObjectApi api, Informer<Service> services, BoundTokens tokens, Clock clock) {
        this.api = api;
        this.services = services;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return find(ConfigMap.class, namespace, name);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return find(Secret.class, namespace, name);
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
        String key = type.getSimpleName() + "/" + namespace + "/" + name;
        Instant now = clock.instant();
        Kept present = kept.get(key);
        if (present != null && Duration.between(present.at(), now).compareTo(FRESH) < 0) {
            return present.object().map(type::cast);
        }
        try {
            Optional<T> found = api.get(type, namespace, name);
            if (kept.size() >= MOST) {
                kept.values()
                        .removeIf(entry -> Duration.between(entry.at(), now).compareTo(FRESH) >= 0);
            }
            if (found.isPresent() && kept.size() < MOST) {
                kept.put(key, new Kept(found, now));
            } else {
                kept.remove(key);
            }
            return found;
        } catch (ApiException e) {
            throw new LookupFailure(
                    "failed to sync " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT) + " cache: "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LookupFailure("interrupted", e);
        }
    }

    @Override
    public Collection<Service> services(String namespace) {
        if (!services.synced().isDone()) {
            throw new LookupFailure(
                    "services have not yet been read at least once, cannot construct envvars",
                    new IllegalStateException("not synced"));
        }
        return services.list(namespace);
    }

    @Override
    public String token(TokenDemand demand) {
        return tokens.token(demand);
    }
}
