package dev.quarterdeck.gateway.openapi;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.codec.YamlWriter;
import dev.quarterdeck.kube.codec.protobuf.OpenApiWriter;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.openapi.OpenApiDocument;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * {@code /openapi/v2}, the index {@code /openapi/v3} and the documents below it, in JSON and protobuf. Documents are made on worker threads when first asked for. A
 * document asked for by its hash may be kept for ever; one that clients have already is 304.
 */
public final class OpenApiHandler implements RequestHandler {
    private static final String V2 = "/openapi/v2";
    private static final String V3 = "/openapi/v3";
    private static final String JSON = "application/json";
    /** As the reference names it. */
    private static final String INDEX_TYPE = "text/plain; charset=utf-8";

    private static final List<String> V2_TYPES = types("v2");
    private static final List<String> V3_TYPES = types("v3");

    private final Supplier<OpenApiDocuments> documents;
    private final MergedOpenApi merged;
    private final InstantSource clock;

    /** @param others what other servers serve */
    public OpenApiHandler(Supplier<OpenApiDocuments> documents, Supplier<AggregatedApis> others, InstantSource clock) {
        this.documents = documents;
        this.merged = new MergedOpenApi(others);
        this.clock = clock;
    }

    private static List<String> types(String version) {
        String name = "application/com.github.proto-openapi.spec." + version;
        return List.of(JSON, name + "@v1.0+protobuf", name + ".v1.0+protobuf");
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.path().equals(V2)
                || request.path().equals(V3)
                || request.path().startsWith(V3 + "/");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        String path = request.path();
        boolean index = path.equals(V3);
        boolean v2 = path.equals(V2);
        if (v2) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (!index) {
            headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        String taken = index ? JSON : Negotiation.firstOf(exchange, v2 ? V2_TYPES : V3_TYPES);
        if (taken == null) {
            exchange.getResponse().setStatusCode(HttpStatus.NOT_ACCEPTABLE);
            return exchange.getResponse().setComplete();
        }
        if (index) {
            return Mono.fromCallable(
                            () -> Json.write(merged.v3Index(documents.get().v3Index())))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(body -> Responses.bytes(exchange, 200, INDEX_TYPE, body));
        }
        String name = v2 ? "" : path.substring(V3.length() + 1);
        if (!v2 && name.isEmpty()) {
            return nothing(exchange);
        }
        // both spellings are asked for, one is answered
        String type = taken.replace('@', '.');
        return Mono.fromCallable(() -> find(name))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(found -> found.map(document -> answer(exchange, name, document, type))
                        .orElseGet(() -> nothing(exchange)));
    }

    private static Mono<Void> nothing(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().remove(HttpHeaders.VARY);
        response.setStatusCode(HttpStatus.NOT_FOUND);
        return response.setComplete();
    }

    private Optional<OpenApiDocument> find(String name) {
        return name.isEmpty()
                ? Optional.of(merged.v2(documents.get()))
                : documents.get().v3(name);
    }

    private Mono<Void> answer(ServerWebExchange exchange, String name, OpenApiDocument document, String type) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        String etag = '"' + document.etag() + '"';
        headers.set(HttpHeaders.ETAG, etag);
        String hash = Query.of(exchange).text("hash");
        if (!name.isEmpty() && !hash.isEmpty()) {
            if (!hash.equals(document.etag())) {
                response.setStatusCode(HttpStatus.MOVED_PERMANENTLY);
                headers.setLocation(URI.create(V3 + "/" + name + "?hash=" + document.etag()));
                return response.setComplete();
            }
            headers.set(HttpHeaders.CACHE_CONTROL, "public, immutable");
            headers.set(
                    HttpHeaders.EXPIRES,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            clock.instant().atOffset(ZoneOffset.UTC).plusYears(1)));
        }
        if (isKnown(etag, exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(HttpStatus.NOT_MODIFIED);
            return response.setComplete();
        }
        if (!type.equals(JSON)) {
            return Mono.fromCallable(() -> protobuf(name, document))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(body -> Responses.bytes(exchange, 200, type, body));
        }
        if (Negotiation.acceptsGzip(exchange)) {
            headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
            return Responses.bytes(exchange, 200, JSON, document.gzip());
        }
        return Responses.bytes(exchange, 200, JSON, document.json());
    }

    /** Whether the client has it: weakly compared, in a list, or any (RFC 9110, 13.1.2). */
    private static boolean isKnown(String etag, @Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String one : ifNoneMatch.split(",", -1)) {
            String known = one.trim();
            if (known.equals("*") || (known.startsWith("W/") ? known.substring(2) : known).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Made anew each time: few clients still ask for it, and seldom. */
    private static byte[] protobuf(String name, OpenApiDocument document) {
        JsonNode tree = Json.read(document.json());
        return name.isEmpty() ? OpenApiWriter.v2(tree, YamlWriter::write) : OpenApiWriter.v3(tree, YamlWriter::write);
    }
}
