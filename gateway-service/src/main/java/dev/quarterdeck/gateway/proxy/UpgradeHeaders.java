package dev.quarterdeck.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** What a request for an upgrade says of the connection, as it is said to the next one. Pure. */
public final class UpgradeHeaders {
    private static final String TOKEN_PROTOCOL = "base64url.bearer.authorization.k8s.io.";
    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String H2C_SETTINGS = "HTTP2-Settings";

    private UpgradeHeaders() {}

    /**
     * Adds the upgrade to headers that are passed on otherwise. {@code Connection} names nothing else that the client wants dropped on the way: what says who it is must not
     * be among that.
     */
    public static void pass(HttpHeaders from, HttpHeaders to) {
        String named = String.join(",", from.getOrEmpty(HttpHeaders.CONNECTION)).toLowerCase(Locale.ROOT);
        boolean h2c = from.containsHeader(H2C_SETTINGS) && named.contains("http2-settings");
        to.set(HttpHeaders.CONNECTION, h2c ? "Upgrade, " + H2C_SETTINGS : "Upgrade");
        to.put(HttpHeaders.UPGRADE, from.getOrEmpty(HttpHeaders.UPGRADE));
        if (from.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            to.set(HttpHeaders.TRANSFER_ENCODING, "chunked");
        }
        if (from.containsHeader(PROTOCOLS)) {
            List<String> protocols = protocols(from);
            if (protocols.isEmpty()) {
                to.remove(PROTOCOLS);
            } else {
                to.set(PROTOCOLS, String.join(", ", protocols));
            }
        }
    }

    /** WebSocket's subprotocols that the client speaks; a token that came this way stays here. */
    static List<String> protocols(HttpHeaders headers) {
        List<String> protocols = new ArrayList<>();
        for (String header : headers.getOrEmpty(PROTOCOLS)) {
            for (String protocol : header.split(",")) {
                String name = protocol.strip();
                if (!name.isEmpty() && !name.startsWith(TOKEN_PROTOCOL)) {
                    protocols.add(name);
                }
            }
        }
        return protocols;
    }
}
