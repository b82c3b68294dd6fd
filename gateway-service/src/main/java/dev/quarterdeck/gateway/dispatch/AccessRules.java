package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.Forbidden;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;

/** Asks the authorizer about a request, and refuses where it says no. Pure but for the authorizer. */
final class AccessRules {
    private AccessRules() {}

    /** @param query its field selector counts where the request may concern several objects: a node may list its own pods */
    static Attributes attributes(RequestInfo request, User user, Query query) {
        return new Attributes(
                user,
                request.verb(),
                request.group(),
                request.version(),
                request.resource(),
                request.subresource(),
                request.namespace(),
                request.name(),
                request.path(),
                switch (request.verb()) {
                    case "list", "watch", "deletecollection" -> query.text("fieldSelector");
                    default -> "";
                });
    }

    /** Throws Forbidden. */
    static void check(Authorizer authorizer, Attributes attributes) {
        Authorizer.Decision decision = authorizer.authorize(attributes);
        if (!decision.allowed()) {
            throw Forbidden.of(attributes, decision.reason());
        }
    }
}
