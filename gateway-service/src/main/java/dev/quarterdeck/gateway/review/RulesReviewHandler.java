package dev.quarterdeck.gateway.review;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.authz.rbac.Rule;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may I do in a namespace: SelfSubjectRulesReview ({@code kubectl auth can-i --list}). Lists RBAC's rules; for nodes that is not all, and it says so. */
final class RulesReviewHandler implements RequestHandler {
    private static final GroupVersionKind KIND =
            new GroupVersionKind(AccessReviewHandler.GROUP, "v1", "SelfSubjectRulesReview");

    private final PostedObject posted;
    private final RbacIndex index;

    RulesReviewHandler(PostedObject posted, RbacIndex index) {
        this.posted = posted;
        this.index = index;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return ReviewHandlers.isCreate(request, AccessReviewHandler.GROUP)
                && request.resource().equals("selfsubjectrulesreviews");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        return posted.answer(exchange, KIND, review -> Mono.just(answer(user, review)));
    }

    private ObjectNode answer(User user, ObjectNode review) {
        String namespace = ReviewedAccess.text(review.path("spec"), "namespace");
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        RbacIndex.Holding holding = index.rulesFor(user, namespace);
        ObjectNode answer = Json.object();
        answer.put("kind", KIND.kind()).put("apiVersion", KIND.apiVersion());
        answer.putObject("metadata");
        answer.putObject("spec");
        ObjectNode status = answer.putObject("status");
        ArrayNode resourceRules = status.putArray("resourceRules");
        ArrayNode pathRules = status.putArray("nonResourceRules");
        for (Rule rule : holding.rules()) {
            if (!rule.resources().isEmpty()) {
                ObjectNode node = resourceRules.addObject();
                put(node, "verbs", rule.verbs());
                put(node, "apiGroups", rule.groups());
                put(node, "resources", rule.resources());
                put(node, "resourceNames", rule.resourceNames());
            }
            if (!rule.paths().isEmpty()) {
                ObjectNode node = pathRules.addObject();
                put(node, "verbs", rule.verbs());
                put(node, "nonResourceURLs", rule.paths());
            }
        }
        boolean node = user.groups().contains("system:nodes");
        status.put("incomplete", node || !holding.errors().isEmpty());
        String error = node ? "node authorizer does not support user rule resolution" : holding.error();
        if (!error.isEmpty()) {
            status.put("evaluationError", error);
        }
        return answer;
    }

    private static void put(ObjectNode node, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(field);
            values.forEach(array::add);
        }
    }
}
