package dev.quarterdeck.gateway.review;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import java.util.Map;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** May somebody do something: SubjectAccessReview, its namespaced form, and the one about oneself ({@code kubectl auth can-i}). */
final class AccessReviewHandler implements RequestHandler {
    static final String GROUP = "authorization.k8s.io";
    private static final String SELF = "SelfSubjectAccessReview";
    private static final String LOCAL = "LocalSubjectAccessReview";
    private static final Map<String, String> KINDS = Map.of(
            "selfsubjectaccessreviews", SELF,
            "subjectaccessreviews", "SubjectAccessReview",
            "localsubjectaccessreviews", LOCAL);

    private final PostedObject posted;
    private final Authorizer authorizer;

    AccessReviewHandler(PostedObject posted, Authorizer authorizer) {
        this.posted = posted;
        this.authorizer = authorizer;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return ReviewHandlers.isCreate(request, GROUP) && KINDS.containsKey(request.resource());
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        String kind = KINDS.getOrDefault(request.resource(), "");
        return posted.answer(exchange, new GroupVersionKind(GROUP, "v1", kind), review -> {
            answer(request, user, kind, review);
            return Mono.empty();
        });
    }

    private void answer(RequestInfo request, User user, String kind, ObjectNode review) {
        boolean self = kind.equals(SELF);
        ReviewedAccess access = new ReviewedAccess(review);
        if (kind.equals(LOCAL)) {
            checkNamespace(request, review);
        }
        List<FieldError> errors = access.validate(review, !self, kind.equals(LOCAL));
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, "", "", errors);
        }
        Attributes attributes = access.attributes(self ? user : access.subject());
        Authorizer.Decision decision = authorizer.authorize(attributes);
        if (!review.has("metadata")) {
            review.putObject("metadata");
        }
        ObjectNode status = review.putObject("status").put("allowed", decision.allowed());
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
    }

    /** The namespace of the path goes into an object that names none, as for every namespaced object. */
    private static void checkNamespace(RequestInfo request, ObjectNode review) {
        ObjectNode metadata = review.get("metadata") instanceof ObjectNode m ? m : review.putObject("metadata");
        String named = ReviewedAccess.text(metadata, "namespace");
        if (named.isEmpty()) {
            metadata.put("namespace", request.namespace());
        } else if (!named.equals(request.namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
