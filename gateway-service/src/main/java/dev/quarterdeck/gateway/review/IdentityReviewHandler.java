package dev.quarterdeck.gateway.review;

import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.TokenAuthenticator.Authenticated;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whose token is this, and who am I: TokenReview and SelfSubjectReview ({@code kubectl auth whoami}). */
final class IdentityReviewHandler implements RequestHandler {
    private static final String GROUP = "authentication.k8s.io";
    private static final GroupVersionKind TOKEN = new GroupVersionKind(GROUP, "v1", "TokenReview");
    private static final GroupVersionKind SELF = new GroupVersionKind(GROUP, "v1", "SelfSubjectReview");

    private final PostedObject posted;
    private final TokenAuthenticator tokens;
    private final InstantSource clock;

    IdentityReviewHandler(PostedObject posted, TokenAuthenticator tokens, InstantSource clock) {
        this.posted = posted;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return ReviewHandlers.isCreate(request, GROUP)
                && (request.resource().equals("tokenreviews")
                        || request.resource().equals("selfsubjectreviews"));
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return request.resource().equals("tokenreviews")
                ? posted.answer(exchange, TOKEN, this::review)
                : posted.answer(exchange, SELF, question -> Mono.just(self(user)));
    }

    private Mono<ObjectNode> review(ObjectNode review) {
        String token = ReviewedAccess.text(review.path("spec"), "token");
        if (token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences = review.path("spec")
                .path("audiences")
                .valueStream()
                .map(a -> a.stringValue(""))
                .toList();
        if (!review.has("metadata")) {
            review.putObject("metadata");
        }
        ObjectNode status = review.putObject("status");
        return tokens.authenticate(token, audiences)
                .doOnNext(who -> known(status, who))
                .switchIfEmpty(Mono.fromRunnable(() -> unknown(status)))
                .thenReturn(review);
    }

    private static void known(ObjectNode status, Authenticated who) {
        status.put("authenticated", true);
        put(status.putObject("user"), who.user());
        ArrayNode audiences = status.putArray("audiences");
        who.audiences().forEach(audiences::add);
    }

    private static void unknown(ObjectNode status) {
        status.putObject("user");
        status.put("error", "invalid bearer token");
    }

    private ObjectNode self(User user) {
        ObjectNode answer = Json.object();
        answer.put("kind", SELF.kind()).put("apiVersion", SELF.apiVersion());
        answer.putObject("metadata")
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        put(answer.putObject("status").putObject("userInfo"), user);
        return answer;
    }

    private static void put(ObjectNode node, User user) {
        node.put("username", user.name());
        if (!user.uid().isEmpty()) {
            node.put("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            ArrayNode groups = node.putArray("groups");
            user.groups().forEach(groups::add);
        }
        if (!user.extra().isEmpty()) {
            ObjectNode extra = node.putObject("extra");
            user.extra().forEach((key, values) -> {
                ArrayNode array = extra.putArray(key);
                values.forEach(array::add);
            });
        }
    }
}
