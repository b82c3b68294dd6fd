package dev.quarterdeck.gateway.dispatch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpHeaders;

/**
 * Finds the bearer token: in {@code Authorization} (RFC 6750), or, for browsers that cannot set headers on WebSockets, in the subprotocol
 * {@code base64url.bearer.authorization.k8s.io.TOKEN}. Pure.
 */
final class BearerToken {
    private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

    private BearerToken() {}

    /** Empty where there is none. */
    static String of(HttpHeaders headers) {
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? authorization.substring(7).trim()
                    : "";
        }
        List<String> protocols = headers.get("Sec-WebSocket-Protocol");
        if (protocols == null) {
            return "";
        }
        for (String line : protocols) {
            for (String protocol : line.split(",", -1)) {
                String trimmed = protocol.trim();
                if (trimmed.startsWith(PREFIX)) {
                    return decode(trimmed.substring(PREFIX.length()));
                }
            }
        }
        return "";
    }

    private static String decode(String encoded) {
        try {
            return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // something that no token can be: authentication refuses it
            return "malformed";
        }
    }
}
