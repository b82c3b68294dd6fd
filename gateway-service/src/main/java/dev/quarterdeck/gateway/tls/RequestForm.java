package dev.quarterdeck.gateway.tls;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Whether the head of an HTTP/1.1 request is one at all: exactly one host, escapes that mean something, no expectation that nobody can meet (RFC 9112, 3.2; RFC 9110, 10.1.1).
 * Pure; connection's thread.
 */
final class RequestForm {
    private RequestForm() {}

    /** The text to refuse with; null for a request that may go on. */
    static @Nullable String refusal(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty() && request.version().compareTo(HttpVersion.HTTP_1_0) > 0) {
            return "400 Bad Request: missing required Host header";
        }
        if (hosts.size() > 1 || hasBrokenEscape(request.uri())) {
            return "400 Bad Request";
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        return expected == null || expected.equalsIgnoreCase("100-continue") ? null : "417 Expectation Failed";
    }

    static boolean hasBrokenEscape(String uri) {
        for (int at = uri.indexOf('%'); at >= 0; at = uri.indexOf('%', at + 1)) {
            if (at + 2 >= uri.length() || !isHex(uri.charAt(at + 1)) || !isHex(uri.charAt(at + 2))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
