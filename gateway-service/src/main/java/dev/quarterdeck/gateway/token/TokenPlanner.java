package dev.quarterdeck.gateway.token;

import dev.quarterdeck.gateway.authn.TokenClaims;
import dev.quarterdeck.gateway.authn.TokenClaims.Ref;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what a TokenRequest gets (API reference, authentication.k8s.io/v1 TokenRequest): checks it, fills in what it leaves out, and says what the
 * token is to claim. Pure.
 */
final class TokenPlanner {
    private static final String GROUP = "authentication.k8s.io";
    private static final long MIN_SECONDS = 600;
    private static final long MAX_SECONDS = 1L << 32;
    private static final long DEFAULT_SECONDS = 3600;

    private final String issuer;
    private final List<String> apiAudiences;
    private final long maxSeconds;

    /** @param maxSeconds 0 for no bound of our own */
    TokenPlanner(String issuer, List<String> apiAudiences, long maxSeconds) {
        this.issuer = issuer;
        this.apiAudiences = apiAudiences;
        this.maxSeconds = maxSeconds;
    }

    /** An object that a token is to be bound to. */
    record BoundTo(StoredResource resource, ObjectKey key, String kind, String uid) {}

    /** What is asked for; null for a token that is bound to its service account alone. Throws 400 for kinds that tokens can't be bound to. */
    static @Nullable BoundTo boundTo(ObjectNode request, String namespace) {
        if (!(request.path("spec").path("boundObjectRef") instanceof ObjectNode ref)) {
            return null;
        }
        String kind = text(ref, "kind");
        String apiVersion = text(ref, "apiVersion");
        String resource =
                switch (kind) {
                    case "Pod" -> "pods";
                    case "Secret" -> "secrets";
                    case "Node" -> "nodes";
                    default -> "";
                };
        int slash = apiVersion.indexOf('/');
        if (resource.isEmpty() || slash > 0) {
            String group = slash > 0 ? apiVersion.substring(0, slash) : "";
            String version = apiVersion.substring(slash + 1);
            throw ApiException.badRequest(
                    "cannot bind token to object of type " + group + "/" + version + ", Kind=" + kind);
        }
        return new BoundTo(
                new StoredResource("", resource),
                new ObjectKey(kind.equals("Node") ? "" : namespace, text(ref, "name")),
                kind,
                text(ref, "uid"));
    }

    /** The request with defaults filled in. Throws what is wrong with it. */
    void complete(ObjectNode request, ObjectNode account, Instant now) {
        Metadata asked = Metadata.of(request);
        Metadata is = Metadata.of(account);
        same("metadata.name", asked.name(), is.name(), "must match the service account name if specified", is.name());
        same(
                "metadata.namespace",
                asked.namespace(),
                is.namespace(),
                "must match the service account namespace if specified",
                is.name());
        if (!asked.uid().isEmpty() && !asked.uid().equals(is.uid())) {
            throw ApiException.conflict(
                    GROUP,
                    "TokenRequest",
                    is.name(),
                    "the UID in the token request (" + asked.uid() + ") does not match the UID of the service account ("
                            + is.uid() + ")");
        }
        asked.set("name", is.name()).set("namespace", is.namespace()).set("uid", is.uid());
        asked.set("creationTimestamp", Times.seconds(now));
        ObjectNode spec = request.get("spec") instanceof ObjectNode s ? s : request.putObject("spec");
        if (spec.path("audiences").isEmpty()) {
            ArrayNode audiences = spec.putArray("audiences");
            apiAudiences.forEach(audiences::add);
        }
        long seconds = spec.path("expirationSeconds").asLong(DEFAULT_SECONDS);
        checkLife(seconds);
        spec.put("expirationSeconds", maxSeconds > 0 ? Math.min(seconds, maxSeconds) : seconds);
        if (!spec.has("boundObjectRef")) {
            spec.putNull("boundObjectRef");
        }
        request.remove("status");
    }

    private static void same(String field, String asked, String is, String detail, String name) {
        if (!asked.isEmpty() && !asked.equals(is)) {
            throw ApiException.invalid(
                    GROUP, "TokenRequest", name, List.of(FieldError.invalid(field, Quoting.quote(asked), detail)));
        }
    }

    private static void checkLife(long seconds) {
        List<FieldError> errors = new ArrayList<>(1);
        String field = "spec.expirationSeconds";
        if (seconds < MIN_SECONDS) {
            errors.add(FieldError.invalid(
                    field, Long.toString(seconds), "may not specify a duration less than 10 minutes"));
        }
        if (seconds > MAX_SECONDS) {
            errors.add(FieldError.invalid(
                    field, Long.toString(seconds), "may not specify a duration larger than 2^32 seconds"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, "TokenRequest", "", errors);
        }
    }

    /** Checks that the object may be bound to. */
    static void checkBound(BoundTo bound, ObjectNode object, String account) {
        if (bound.kind().equals("Pod")
                && !text(object.path("spec"), "serviceAccountName").equals(account)) {
            throw ApiException.badRequest("cannot bind token for serviceaccount " + Quoting.quote(account)
                    + " to pod running with different serviceaccount name.");
        }
        if (!bound.uid().isEmpty() && !bound.uid().equals(Metadata.of(object).uid())) {
            throw ApiException.conflict(
                    "",
                    bound.kind(),
                    bound.key().name(),
                    "the UID in the bound object reference (" + bound.uid()
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
    }

    /**
     * @param bound what {@link #boundTo} named, as it is now; null for none
     * @param node the node of a pod; null where it has none, or it is gone
     */
    TokenClaims claims(
            ObjectNode request,
            ObjectNode account,
            @Nullable ObjectNode bound,
            @Nullable ObjectNode node,
            Instant now,
            String id) {
        JsonNode spec = request.path("spec");
        long at = now.getEpochSecond();
        String kind = bound == null ? "" : text(spec.path("boundObjectRef"), "kind");
        String nodeName = kind.equals("Pod") && bound != null ? text(bound.path("spec"), "nodeName") : "";
        return new TokenClaims(
                issuer,
                spec.path("audiences").valueStream().map(a -> a.stringValue("")).toList(),
                id,
                at,
                at,
                at + spec.path("expirationSeconds").asLong(DEFAULT_SECONDS),
                Metadata.of(account).namespace(),
                ref(account),
                kind.equals("Pod") && bound != null ? ref(bound) : null,
                kind.equals("Secret") && bound != null ? ref(bound) : null,
                kind.equals("Node") && bound != null
                        ? ref(bound)
                        : node != null ? ref(node) : nodeName.isEmpty() ? null : new Ref(nodeName, ""));
    }

    private static Ref ref(ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        return new Ref(metadata.name(), metadata.uid());
    }

    static String text(JsonNode node, String field) {
        return node.path(field).stringValue("");
    }
}
