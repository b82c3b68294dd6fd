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
        exchange.getResponse().getHeaders().set(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        String path = request.path();
        boolean index = path.equals(V3) || path.equals(V3 + "/");
        boolean v2 = path.equals(V2);
        String taken = index ? JSON : Negotiation.firstOf(exchange, v2 ? V2_TYPES : V3_TYPES);
        if (taken == null) {
            exchange.getResponse().setStatusCode(HttpStatus.NOT_ACCEPTABLE);
            return exchange.getResponse().setComplete();
        }
        if (index) {
            return Mono.fromCallable(
                            () -> Json.write(merged.v3Index(documents.get().v3Index())))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(body -> Responses.bytes(exchange, 200, "application/json", body));
        }
        String name = v2 ? "" : path.substring(V3.length() + 1);
        // both spellings are asked for, one is answered
        String type = taken.replace('@', '.');
        return Mono.fromCallable(() -> find(name))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(found -> found.map(document -> answer(exchange, name, document, type))
                        .orElseGet(() -> Responses.text(exchange, 404, "404 page not found\n")));
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
        if (etag.equals(exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
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

    /** Made anew each time: few clients still ask for it, and seldom. */
    private static byte[] protobuf(String name, OpenApiDocument document) {
        JsonNode tree = Json.read(document.json());
        return name.isEmpty() ? OpenApiWriter.v2(tree, YamlWriter::write) : OpenApiWriter.v3(tree, YamlWriter::write);
    }
}
