package dev.quarterdeck.gateway.authn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a service account token says.
 *
 * @param expires seconds since the epoch, as are {@code notBefore} and {@code issuedAt}; 0 for absent
 */
public record TokenClaims(
        String issuer,
        List<String> audiences,
        String id,
        long issuedAt,
        long notBefore,
        long expires,
        String namespace,
        Ref serviceAccount,
        @Nullable Ref pod,
        @Nullable Ref secret,
        @Nullable Ref node) {

    /** Issuer of tokens that stand in secrets: they have no end and no audience, and are good while their secret holds them. */
    static final String LEGACY_ISSUER = "kubernetes/serviceaccount";

    private static final String LEGACY = "kubernetes.io/serviceaccount/";

    /** An object at one time: a successor of the same name has another uid. */
    public record Ref(String name, String uid) {}

    public String userName() {
        return "system:serviceaccount:" + namespace + ":" + serviceAccount.name();
    }

    boolean isLegacy() {
        return issuer.equals(LEGACY_ISSUER);
    }

    private static TokenClaims readLegacy(JsonNode claims) {
        return new TokenClaims(
                LEGACY_ISSUER,
                List.of(),
                "",
                0,
                0,
                0,
                claims.path(LEGACY + "namespace").stringValue(""),
                new Ref(
                        claims.path(LEGACY + "service-account.name").stringValue(""),
                        claims.path(LEGACY + "service-account.uid").stringValue("")),
                null,
                new Ref(claims.path(LEGACY + "secret.name").stringValue(""), ""),
                null);
    }

    static TokenClaims read(JsonNode claims) {
        if (claims.path("iss").stringValue("").equals(LEGACY_ISSUER)) {
            return readLegacy(claims);
        }
        JsonNode own = claims.path("kubernetes.io");
        List<String> audiences = new ArrayList<>();
        JsonNode aud = claims.path("aud");
        if (aud.isString()) {
            audiences.add(aud.stringValue());
        } else {
            aud.forEach(a -> audiences.add(a.stringValue("")));
        }
        Ref account = ref(own.path("serviceaccount"));
        return new TokenClaims(
                claims.path("iss").stringValue(""),
                List.copyOf(audiences),
                claims.path("jti").stringValue(""),
                claims.path("iat").asLong(0),
                claims.path("nbf").asLong(0),
                claims.path("exp").asLong(0),
                own.path("namespace").stringValue(""),
                account == null ? new Ref("", "") : account,
                ref(own.path("pod")),
                ref(own.path("secret")),
                ref(own.path("node")));
    }

    private static @Nullable Ref ref(JsonNode node) {
        return node.isObject()
                ? new Ref(node.path("name").stringValue(""), node.path("uid").stringValue(""))
                : null;
    }

    /** The payload of a token. */
    public ObjectNode write(ObjectNode payload) {
        ArrayNode aud = payload.putArray("aud");
        audiences.forEach(aud::add);
        payload.put("exp", expires).put("iat", issuedAt).put("iss", issuer).put("jti", id);
        ObjectNode own = payload.putObject("kubernetes.io").put("namespace", namespace);
        write(own, "node", node);
        write(own, "pod", pod);
        write(own, "secret", secret);
        write(own, "serviceaccount", serviceAccount);
        return payload.put("nbf", notBefore).put("sub", userName());
    }

    private static void write(ObjectNode parent, String field, @Nullable Ref ref) {
        if (ref != null) {
            ObjectNode node = parent.putObject(field).put("name", ref.name());
            if (!ref.uid().isEmpty()) {
                node.put("uid", ref.uid());
            }
        }
    }

    User user() {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + id));
        }
        put(extra, "node", node);
        put(extra, "pod", pod);
        return new User(
                userName(),
                serviceAccount.uid(),
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"),
                Map.copyOf(extra));
    }

    private static void put(Map<String, List<String>> extra, String what, @Nullable Ref ref) {
        if (ref != null) {
            extra.put("authentication.kubernetes.io/" + what + "-name", List.of(ref.name()));
            if (!ref.uid().isEmpty()) {
                extra.put("authentication.kubernetes.io/" + what + "-uid", List.of(ref.uid()));
            }
        }
    }
}
