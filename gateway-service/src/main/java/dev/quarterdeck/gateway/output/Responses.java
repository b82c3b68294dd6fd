package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.WholeAnswer;
import dev.quarterdeck.kube.codec.YamlWriter;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Whole answers: bytes that are in memory already. Any thread; the write itself happens on the connection's. */
public final class Responses {
    private Responses() {}

    public static Mono<Void> bytes(ServerWebExchange exchange, int code, String contentType, byte[] body) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(code));
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        headers.setContentLength(body.length);
        if (response instanceof WholeAnswer whole) {
            return whole.send(body);
        }
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    public static Mono<Void> json(ServerWebExchange exchange, int code, JsonNode body) {
        return bytes(exchange, code, "application/json", Json.write(body));
    }

    public static Mono<Void> text(ServerWebExchange exchange, int code, String body) {
        exchange.getResponse().getHeaders().set("X-Content-Type-Options", "nosniff");
        return bytes(exchange, code, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** The Status of a failure, in YAML for those who accept nothing else. */
    public static Mono<Void> failure(ServerWebExchange exchange, ApiException failure) {
        int retryAfter = failure.details().retryAfterSeconds();
        if (retryAfter > 0) {
            exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter));
        }
        failure.warnings().forEach(text -> warn(exchange, text));
        String accept = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT);
        if (accept != null && accept.startsWith("application/yaml")) {
            return bytes(exchange, failure.code(), "application/yaml", YamlWriter.write(failure.toStatus()));
        }
        return json(exchange, failure.code(), failure.toStatus());
    }

    /** Adds a {@code Warning} header for people to read. */
    public static void warn(ServerWebExchange exchange, String text) {
        exchange.getResponse().getHeaders().add(HttpHeaders.WARNING, "299 - " + quoted(text));
    }

    /** A quoted string of RFC 9110; characters that headers can't hold become blanks. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < 0x20 || c > 0x7e ? ' ' : c);
        }
        return out.append('"').toString();
    }
}
