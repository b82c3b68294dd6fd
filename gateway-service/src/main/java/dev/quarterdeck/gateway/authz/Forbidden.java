package dev.quarterdeck.gateway.authz;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;

/** The 403 of a refused request, in the reference's words. */
public final class Forbidden {

    private Forbidden() {}

    /** @param reason of the decision; may be empty */
    public static ApiException of(Attributes refused, String reason) {
        String why = describe(refused) + (reason.isEmpty() ? "" : ": " + reason);
        if (refused.isResourceRequest()) {
            return ApiException.forbidden(refused.group(), refused.resource(), refused.name(), why);
        }
        return new ApiException(StatusReason.FORBIDDEN, "forbidden: " + why, Details.of("", "", ""));
    }

    private static String describe(Attributes a) {
        String who = "User " + quote(a.user().name()) + " cannot " + a.verb();
        if (!a.isResourceRequest()) {
            return who + " path " + quote(a.path());
        }
        String resource = a.subresource().isEmpty() ? a.resource() : a.resource() + "/" + a.subresource();
        return who + " resource " + quote(resource) + " in API group " + quote(a.group())
                + (a.namespace().isEmpty() ? " at the cluster scope" : " in the namespace " + quote(a.namespace()));
    }

    /** A string in double quotes, escaped as the reference's messages escape it. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        quoted.append(String.format("\\x%02x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
