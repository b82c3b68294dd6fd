package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;

/** Asks the authorizer about a request, and puts a refusal into the reference's words. Pure but for the authorizer. */
final class AccessRules {
    private AccessRules() {}

    static Attributes attributes(RequestInfo request, User user) {
        return new Attributes(
                user,
                request.verb(),
                request.group(),
                request.version(),
                request.resource(),
                request.subresource(),
                request.namespace(),
                request.name(),
                request.path());
    }

    /** Throws Forbidden. */
    static void check(Authorizer authorizer, Attributes attributes) {
        Authorizer.Decision decision = authorizer.authorize(attributes);
        if (!decision.allowed()) {
            throw forbidden(attributes, decision.reason());
        }
    }

    static ApiException forbidden(Attributes attributes, String reason) {
        String why = sanitize(message(attributes)) + (reason.isEmpty() ? "" : ": " + reason);
        if (!attributes.isResourceRequest()) {
            return new ApiException(
                    StatusReason.FORBIDDEN, "forbidden: " + why, ApiException.Details.of("", "", attributes.name()));
        }
        return ApiException.forbidden(attributes.group(), attributes.resource(), attributes.name(), why);
    }

    private static String message(Attributes a) {
        String head = "User " + quoted(a.user().name()) + " cannot " + a.verb();
        if (!a.isResourceRequest()) {
            return head + " path " + quoted(a.path());
        }
        String resource = a.subresource().isEmpty() ? a.resource() : a.resource() + "/" + a.subresource();
        String what = head + " resource " + quoted(resource) + " in API group " + quoted(a.group());
        return a.namespace().isEmpty()
                ? what + " at the cluster scope"
                : what + " in the namespace " + quoted(a.namespace());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Answers must not look like HTML. */
    private static String sanitize(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
