package dev.quarterdeck.gateway.authz;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;

/** The 403 of a refused request, in the reference's words. */
public final class Forbidden {

    private Forbidden() {}

    /** @param reason of the decision; may be empty */
    public static ApiException of(Attributes refused, String reason) {
        String why = why(refused, reason);
        if (refused.isResourceRequest()) {
            return ApiException.forbidden(refused.group(), refused.resource(), refused.name(), why);
        }
        return new ApiException(StatusReason.FORBIDDEN, "forbidden: " + why, Details.of("", "", ""));
    }

    /** Who cannot do what: the words after {@code is forbidden}. */
    public static String why(Attributes refused, String reason) {
        return describe(refused) + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static String describe(Attributes a) {
        String who = "User " + Quoting.quote(a.user().name()) + " cannot " + a.verb();
        if (!a.isResourceRequest()) {
            return who + " path " + Quoting.quote(a.path());
        }
        String resource = a.subresource().isEmpty() ? a.resource() : a.resource() + "/" + a.subresource();
        return who + " resource " + Quoting.quote(resource) + " in API group " + Quoting.quote(a.group())
                + (a.namespace().isEmpty()
                        ? " at the cluster scope"
                        : " in the namespace " + Quoting.quote(a.namespace()));
    }
}
