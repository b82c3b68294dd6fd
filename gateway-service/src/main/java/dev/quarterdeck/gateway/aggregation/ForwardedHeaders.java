package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.authn.User;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * What goes on to another API server of a request's headers: all but what belongs to the connection and what the client used to say who it is; who it is says this
 * server instead ({@code --requestheader-*} of the API reference). Pure.
 */
final class ForwardedHeaders {
    /** Of one connection, not of the message (RFC 9110, 7.6.1). */
    private static final Set<String> HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host");

    private static final String USER = "X-Remote-User";
    private static final String UID = "X-Remote-Uid";
    private static final String GROUP = "X-Remote-Group";
    private static final String EXTRA = "X-Remote-Extra-";
    private static final String TOKEN_CHARACTERS = "!#$&'*+-.^_`|~";

    private ForwardedHeaders() {}

    static HttpHeaders request(HttpHeaders from, User user, String auditId) {
        HttpHeaders to = new HttpHeaders();
        from.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean own =
                    lower.equals("authorization") || lower.startsWith("x-remote-") || lower.startsWith("impersonate-");
            if (!own && !HOP.contains(lower)) {
                to.put(name, values);
            }
        });
        identity(to, user);
        if (!auditId.isEmpty()) {
            to.set("Audit-Id", auditId);
        }
        return to;
    }

    /** Says who asks. */
    static void identity(HttpHeaders to, User user) {
        to.set(USER, user.name());
        if (!user.uid().isEmpty()) {
            to.set(UID, user.uid());
        }
        user.groups().forEach(group -> to.add(GROUP, group));
        user.extra().forEach((key, values) -> values.forEach(value -> to.add(EXTRA + escaped(key), value)));
    }

    static HttpHeaders response(HttpHeaders from) {
        HttpHeaders to = new HttpHeaders();
        from.forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                to.put(name, values);
            }
        });
        return to;
    }

    /** What may not stand in a header's name is percent-encoded, and the percent sign too. */
    private static String escaped(String key) {
        StringBuilder out = new StringBuilder(key.length());
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || TOKEN_CHARACTERS.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }
}
