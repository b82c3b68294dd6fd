package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestInfo;

/** What FlowSchemas look at. */
record FlowRequest(User user, RequestInfo info) {

    boolean isResource() {
        return !info.resource().isEmpty();
    }

    /** {@code nodes}, or {@code nodes/status}. */
    String resource() {
        return info.subresource().isEmpty() ? info.resource() : info.resource() + "/" + info.subresource();
    }
}
