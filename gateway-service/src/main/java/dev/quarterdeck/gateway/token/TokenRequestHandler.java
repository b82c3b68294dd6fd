package dev.quarterdeck.gateway.token;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.token.TokenPlanner.BoundTo;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST .../serviceaccounts/NAME/token}: a token for a service account, bound to what the request names. Signs on the parallel scheduler. */
public final class TokenRequestHandler implements RequestHandler {
    private static final GroupVersionKind KIND = new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");
    private static final StoredResource ACCOUNTS = new StoredResource("", "serviceaccounts");
    private static final StoredResource NODES = new StoredResource("", "nodes");

    private final PostedObject posted;
    private final ObjectLookup objects;
    private final TokenPlanner planner;
    private final NodeTokenRule nodeRule;
    private final @Nullable TokenSigner signer;
    private final InstantSource clock;
    private final Supplier<String> ids;

    /** @param signer null where this gateway issues no tokens: requests are answered 503 */
    TokenRequestHandler(
            PostedObject posted,
            ObjectLookup objects,
            TokenPlanner planner,
            NodeTokenRule nodeRule,
            @Nullable TokenSigner signer,
            InstantSource clock,
            Supplier<String> ids) {
        this.posted = posted;
        this.objects = objects;
        this.planner = planner;
        this.nodeRule = nodeRule;
        this.signer = signer;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.resource().equals("serviceaccounts")
                && request.group().isEmpty()
                && request.subresource().equals("token")
                && request.verb().equals("create");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        TokenSigner signs = signer;
        if (signs == null) {
            return Mono.error(ApiException.unavailable("this server has no key to sign tokens with", 30));
        }
        return posted.answer(exchange, KIND, body -> issue(request, user, body, signs));
    }

    private Mono<ObjectNode> issue(RequestInfo request, User user, ObjectNode body, TokenSigner signs) {
        BoundTo bound = TokenPlanner.boundTo(body, request.namespace());
        Mono<ObjectNode> account = objects.require(ACCOUNTS, new ObjectKey(request.namespace(), request.name()));
        Mono<Optional<ObjectNode>> target = bound == null
                ? Mono.just(Optional.empty())
                : objects.require(bound.resource(), bound.key()).map(Optional::of);
        return account.flatMap(a -> target.map(t -> decide(user, body, a, bound, t.orElse(null))))
                .publishOn(Schedulers.parallel())
                .map(decided -> decided.answer(signs));
    }

    private Decided decide(
            User user, ObjectNode body, ObjectNode account, @Nullable BoundTo bound, @Nullable ObjectNode target) {
        String name = Metadata.of(account).name();
        nodeRule.check(user, name, body, bound, target);
        Instant now = clock.instant();
        planner.complete(body, account, now);
        if (bound != null && target != null) {
            TokenPlanner.checkBound(bound, target, name);
        }
        return new Decided(body, account, target, now);
    }

    private final class Decided {
        private final ObjectNode request;
        private final ObjectNode account;
        private final @Nullable ObjectNode target;
        private final Instant now;

        Decided(ObjectNode request, ObjectNode account, @Nullable ObjectNode target, Instant now) {
            this.request = request;
            this.account = account;
            this.target = target;
            this.now = now;
        }

        ObjectNode answer(TokenSigner signs) {
            ObjectNode bound = target;
            String node = bound == null ? "" : TokenPlanner.text(bound.path("spec"), "nodeName");
            ObjectNode nodeObject = node.isEmpty() ? null : objects.cached(NODES, new ObjectKey("", node));
            var claims = planner.claims(request, account, bound, nodeObject, now, ids.get());
            request.putObject("status")
                    .put("token", signs.sign(claims))
                    .put("expirationTimestamp", Times.seconds(Instant.ofEpochSecond(claims.expires())));
            return request;
        }
    }
}
