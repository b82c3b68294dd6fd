package dev.quarterdeck.gateway.token;

import static dev.quarterdeck.gateway.token.TokenPlanner.text;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.token.TokenPlanner.BoundTo;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What NodeRestriction says about tokens: a node gets only tokens that are bound to a pod which runs on it, for an audience that the pod asks for. Has no
 * say about anybody else.
 */
final class NodeTokenRule {
    private static final String USER_PREFIX = "system:node:";

    private final Authorizer authorizer;

    NodeTokenRule(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Throws Forbidden.
     *
     * @param request as it was sent, before defaults
     * @param pod what the request names; null for none
     */
    void check(User user, String account, ObjectNode request, @Nullable BoundTo bound, @Nullable ObjectNode pod) {
        if (!user.name().startsWith(USER_PREFIX) || !user.groups().contains("system:nodes")) {
            return;
        }
        if (bound == null || pod == null || !bound.kind().equals("Pod")) {
            throw forbidden(account, "node requested token not bound to a pod");
        }
        if (bound.uid().isEmpty()) {
            throw forbidden(account, "node requested token with a pod binding without a uid");
        }
        if (!bound.uid().equals(Metadata.of(pod).uid())) {
            throw forbidden(
                    account,
                    "the UID in the bound object reference (" + bound.uid()
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        if (!text(pod.path("spec"), "nodeName").equals(user.name().substring(USER_PREFIX.length()))) {
            throw forbidden(account, "node requested token bound to a pod scheduled on a different node");
        }
        checkAudience(user, account, request, pod);
    }

    private void checkAudience(User user, String account, ObjectNode request, ObjectNode pod) {
        JsonNode audiences = request.path("spec").path("audiences");
        if (audiences.size() > 1) {
            throw forbidden(account, "node may only request 0 or 1 audiences");
        }
        String audience = audiences.isEmpty() ? "" : audiences.get(0).stringValue("");
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                JsonNode token = source.path("serviceAccountToken");
                if (token.isObject() && text(token, "audience").equals(audience)) {
                    return;
                }
            }
        }
        Attributes exception = new Attributes(
                user,
                "request-serviceaccounts-token-audience",
                "",
                "v1",
                audience,
                "",
                Metadata.of(pod).namespace(),
                account,
                "");
        if (!authorizer.authorize(exception).allowed()) {
            throw forbidden(
                    account,
                    "audience " + Quoting.quote(audience) + " not found in pod spec volume, " + user.name()
                            + " is not authorized to request tokens for this audience");
        }
    }

    private static ApiException forbidden(String account, String why) {
        return ApiException.forbidden("", "serviceaccounts", account, why);
    }
}
