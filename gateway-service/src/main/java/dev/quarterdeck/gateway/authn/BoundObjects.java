package dev.quarterdeck.gateway.authn;

import dev.quarterdeck.gateway.authn.TokenClaims.Ref;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks up the objects that a token stands for: its service account, and the pod, secret or node it is bound to. A token is good while each of them
 * exists with the uid it had, and for a minute after the time at which it was to be gone.
 */
public final class BoundObjects {
    private static final long LEEWAY_SECONDS = 60;
    private static final long PATIENCE_SECONDS = 5;

    private final ResourceCache serviceAccounts;
    private final ResourceCache pods;
    private final ResourceCache secrets;
    private final ResourceCache nodes;
    private final Function<StoredResource, CompletableFuture<Long>> newestRevision;
    private final LegacyTokenUse legacy;

    /**
     * @param newestRevision of a resource in the store, asked for where a cache may be behind a token that was just issued
     * @param legacy hears of tokens that stand in secrets
     */
    public BoundObjects(
            ResourceCaches caches,
            Function<StoredResource, CompletableFuture<Long>> newestRevision,
            LegacyTokenUse legacy) {
        this.serviceAccounts = caches.cache(new StoredResource("", "serviceaccounts"));
        this.pods = caches.cache(new StoredResource("", "pods"));
        this.secrets = caches.cache(new StoredResource("", "secrets"));
        this.nodes = caches.cache(new StoredResource("", "nodes"));
        this.newestRevision = newestRevision;
        this.legacy = legacy;
    }

    /** As the other one; nobody hears of tokens that stand in secrets. */
    public BoundObjects(ResourceCaches caches, Function<StoredResource, CompletableFuture<Long>> newestRevision) {
        this(caches, newestRevision, new LegacyTokenUse(request -> new CompletableFuture<>()));
    }

    /** What was found, or why the token is not good (any more). */
    sealed interface Finding {

        /** @param until when it ends being good even if nothing changes; null for never */
        record Alive(List<Seen> seen, @Nullable Instant until) implements Finding {}

        record Dead(String why) implements Finding {}
    }

    /** An object at the revision at which it was looked at. */
    record Seen(ResourceCache cache, ObjectKey key, long revision) {
        boolean isUnchanged() {
            CachedObject now = cache.view().get(key);
            return now != null && now.revision() == revision;
        }
    }

    /** @param token as it was sent: one that stands in a secret must still stand there */
    Finding find(TokenClaims claims, String token, Instant now) {
        List<Seen> seen = new ArrayList<>(2);
        Instant until = null;
        for (Bound bound : boundBy(claims)) {
            CachedObject object = bound.cache.view().get(bound.key);
            if (object == null) {
                return new Finding.Dead(bound.cache.resource() + " " + bound.key + " is gone");
            }
            Metadata metadata = Metadata.of(Json.read(object.json()));
            if (bound.cache == secrets && claims.isLegacy()) {
                if (!holds(Json.read(object.json()), token)) {
                    return new Finding.Dead(bound.cache.resource() + " " + bound.key + " holds another token");
                }
                legacy.used(metadata, now);
                if (LegacyTokenUse.isInvalid(metadata)) {
                    return new Finding.Dead("the token in secret " + bound.key + " for service account "
                            + claims.namespace() + "/" + claims.serviceAccount().name()
                            + " has been marked invalid. Use tokens from the TokenRequest API or manually created"
                            + " secret-based tokens, or remove the 'kubernetes.io/legacy-token-invalid-since' label"
                            + " from the secret to temporarily allow use of this token");
                }
            } else if (!metadata.uid().equals(bound.uid)) {
                return new Finding.Dead(bound.cache.resource() + " " + bound.key + " is another one now");
            }
            Instant end = end(metadata);
            if (end != null && !now.isBefore(end)) {
                return new Finding.Dead(bound.cache.resource() + " " + bound.key + " has been deleted");
            }
            until = end != null && (until == null || end.isBefore(until)) ? end : until;
            seen.add(new Seen(bound.cache, bound.key, object.revision()));
        }
        return new Finding.Alive(List.copyOf(seen), until);
    }

    private static boolean holds(ObjectNode secret, String token) {
        byte[] stored = secret.path("data").path("token").stringValue("").getBytes(StandardCharsets.US_ASCII);
        byte[] given = Base64.getEncoder().encode(token.getBytes(StandardCharsets.US_ASCII));
        return MessageDigest.isEqual(stored, given);
    }

    private static @Nullable Instant end(Metadata metadata) {
        if (!metadata.isBeingDeleted()) {
            return null;
        }
        try {
            return Instant.parse(metadata.deletionTimestamp()).plusSeconds(LEEWAY_SECONDS);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private record Bound(ResourceCache cache, ObjectKey key, String uid) {}

    private List<Bound> boundBy(TokenClaims claims) {
        List<Bound> bound = new ArrayList<>(2);
        bound.add(bound(serviceAccounts, claims.namespace(), claims.serviceAccount()));
        Ref secret = claims.secret();
        if (secret != null) {
            bound.add(bound(secrets, claims.namespace(), secret));
        }
        Ref pod = claims.pod();
        Ref node = claims.node();
        if (pod != null) {
            bound.add(bound(pods, claims.namespace(), pod));
        } else if (node != null) {
            bound.add(bound(nodes, "", node));
        }
        return bound;
    }

    private static Bound bound(ResourceCache cache, String namespace, Ref ref) {
        return new Bound(cache, new ObjectKey(namespace, ref.name()), ref.uid());
    }

    /** Completes once the caches hold all that was committed before this call; fails where that takes too long. */
    CompletableFuture<Void> catchUp(TokenClaims claims) {
        return CompletableFuture.allOf(boundBy(claims).stream()
                        .map(b -> newestRevision.apply(b.cache.resource()).thenCompose(b.cache::awaitRevision))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
