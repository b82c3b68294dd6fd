package dev.quarterdeck.node.source;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.node.source.ObjectLookup.LookupFailure;
import dev.quarterdeck.node.source.ObjectLookup.TokenDemand;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Service account tokens bound to pods (TokenRequest API), asked for once and kept until four fifths of their life or 24 hours have passed. While the
 * gateway is away an old token is handed out as long as it is valid.
 */
public final class BoundTokens {
    private static final Duration LONGEST_USE = Duration.ofHours(24);

    private record Token(String value, Instant renewAt, Instant expiresAt) {}

    private final ApiTransport transport;
    private final Clock clock;
    private final Map<TokenDemand, Token> tokens = new ConcurrentHashMap<>();

    public BoundTokens(ApiTransport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    String token(TokenDemand demand) {
        Instant now = clock.instant();
        Token present = tokens.get(demand);
        if (present != null && now.isBefore(present.renewAt())) {
            return present.value();
        }
        tokens.values().removeIf(token -> now.isAfter(token.expiresAt()));
        try {
            Token fresh = request(demand, now);
            tokens.put(demand, fresh);
            return fresh.value();
        } catch (ApiException e) {
            if (present != null && now.isBefore(present.expiresAt())) {
                return present.value();
            }
            throw new LookupFailure("failed to fetch token: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LookupFailure("interrupted", e);
        }
    }

    private Token request(TokenDemand demand, Instant now) throws InterruptedException {
        ObjectNode body =
                Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = body.putObject("spec").put("expirationSeconds", demand.expirationSeconds());
        if (!demand.audiences().isEmpty()) {
            demand.audiences().forEach(spec.putArray("audiences")::add);
        }
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", demand.podName())
                .put("uid", demand.podUid());
        String path =
                "/api/v1/namespaces/" + demand.namespace() + "/serviceaccounts/" + demand.serviceAccount() + "/token";
        ObjectNode answer =
                Json.read(transport.exchange(new ApiRequest("POST", path, ApiRequest.JSON, Json.write(body))));
        String value = answer.path("status").path("token").asString("");
        Instant expires =
                Instant.parse(answer.path("status").path("expirationTimestamp").asString(""));
        Duration life = Duration.between(now, expires);
        Duration use = life.multipliedBy(4).dividedBy(5);
        return new Token(value, now.plus(use.compareTo(LONGEST_USE) < 0 ? use : LONGEST_USE), expires);
    }

    /** Forgets the tokens of a pod that is gone. */
    public void forget(String podUid) {
        tokens.keySet().removeIf(demand -> demand.podUid().equals(podUid));
    }
}
