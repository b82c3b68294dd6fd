package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the next page of a list begins. Opaque to clients: URL-safe base64 of a small JSON object.
 *
 * @param revision of the first page; -1: go on with the newest state, after the revision became too old
 * @param after last key of the page before
 * @param issued when the first page was made, in seconds since 1970
 * @param remaining objects after {@code after} at that revision; -1 where nobody counted
 */
record ContinueToken(long revision, ObjectKey after, long issued, long remaining) {
    private static final String FORMAT = "quarterdeck/v1";

    private static final String INVALID = "invalid continue token: continue key is not valid: ";

    String encode() {
        ObjectNode node = Json.object();
        node.put("v", FORMAT)
                .put("rv", revision)
                .put("ns", after.namespace())
                .put("n", after.name())
                .put("t", issued);
        if (remaining >= 0) {
            node.put("left", remaining);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(node));
    }

    /** Throws BadRequest for what this class did not write. */
    static ContinueToken decode(String token) {
        try {
            ObjectNode node = Json.read(Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.ISO_8859_1)));
            JsonNode revision = node.path("rv");
            if (!node.path("v").asString("").equals(FORMAT)
                    || !revision.isIntegralNumber()
                    || revision.longValue() == 0) {
                throw ApiException.badRequest(INVALID + "server does not recognize this encoded version "
                        + node.path("v").asString(""));
            }
            return new ContinueToken(
                    revision.longValue(),
                    new ObjectKey(node.path("ns").asString(""), node.path("n").asString("")),
                    node.path("t").asLong(0),
                    node.path("left").asLong(-1));
        } catch (ApiException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ApiException.badRequest(INVALID + why(token));
        }
    }

    private static int firstIllegal(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean legal =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!legal) {
                return i;
            }
        }
        return Math.max(0, token.length() - 1);
    }

    /** What the reference's decoder would say of it. */
    private static String why(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return "illegal base64 data at input byte " + firstIllegal(token);
        }
        if (bytes.length == 0) {
            return "unexpected end of JSON input";
        }
        return bytes[0] == '{'
                ? "unexpected end of JSON input"
                : "invalid character '" + (char) (bytes[0] & 0xff) + "' looking for beginning of value";
    }
}
