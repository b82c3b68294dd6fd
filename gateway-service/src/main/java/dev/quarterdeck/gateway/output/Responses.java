package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.WholeAnswer;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whole answers: bytes that are in memory already. Any thread; the write itself happens on the connection's. */
public final class Responses {
    private static final int GZIP_ABOVE = 128 * 1024;
    private static final String WARNED = Responses.class.getName() + ".warned";
    private static final int MOST_WARNED = 4096;
    private static final int LONGEST_CUT = 256;

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

    /** An object in its encoding; compressed where it is long and the client takes that. */
    public static Mono<Void> object(ServerWebExchange exchange, int code, OutputFormat format, byte[] body) {
        String type = format.encoding().mediaType();
        if (body.length <= GZIP_ABOVE || !Negotiation.acceptsGzip(exchange)) {
            return bytes(exchange, code, type, body);
        }
        return Mono.fromCallable(() -> gzip(body))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(compressed -> {
                    HttpHeaders headers = exchange.getResponse().getHeaders();
                    headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
                    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
                    return bytes(exchange, code, type, compressed);
                });
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream stream = new GZIPOutputStream(out) {
            {
                def.setLevel(1);
            }
        }) {
            stream.write(body);
        }
        return out.toByteArray();
    }

    /** The Status of a failure, in an encoding that the client takes. */
    public static Mono<Void> failure(ServerWebExchange exchange, ApiException failure) {
        return failure(exchange, failure, failure.toStatus());
    }

    /** @param status what is said of the failure */
    public static Mono<Void> failure(ServerWebExchange exchange, ApiException failure, ObjectNode status) {
        int retryAfter = failure.details().retryAfterSeconds();
        if (retryAfter > 0) {
            exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter));
        }
        failure.warnings().forEach(text -> warn(exchange, text));
        OutputFormat format = Negotiation.status(exchange);
        return bytes(exchange, failure.code(), format.encoding().mediaType(), ObjectOutput.encode(format, status));
    }

    /**
     * Adds a {@code Warning} header for people to read. All that one answer warns of stays below a bound: where it would be more, each text is cut, and what has no room
     * then is not said (API reference, "Warnings"). Headers without a bound end connections.
     */
    public static void warn(ServerWebExchange exchange, String text) {
        List<String> said = exchange.getAttribute(WARNED);
        if (said == null) {
            said = new ArrayList<>();
            exchange.getAttributes().put(WARNED, said);
        }
        int total = said.stream().mapToInt(String::length).sum();
        HttpHeaders headers = exchange.getResponse().getHeaders();
        if (total + text.length() <= MOST_WARNED) {
            said.add(text);
            headers.add(HttpHeaders.WARNING, "299 - " + quoted(text));
            return;
        }
        List<String> cut = new ArrayList<>();
        int room = MOST_WARNED;
        said.add(text);
        for (String each : said) {
            String shown = each.length() > LONGEST_CUT ? each.substring(0, LONGEST_CUT) : each;
            room -= shown.length();
            if (room >= 0) {
                cut.add(shown);
            }
        }
        exchange.getAttributes().put(WARNED, cut);
        headers.remove(HttpHeaders.WARNING);
        cut.forEach(each -> headers.add(HttpHeaders.WARNING, "299 - " + quoted(each)));
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
