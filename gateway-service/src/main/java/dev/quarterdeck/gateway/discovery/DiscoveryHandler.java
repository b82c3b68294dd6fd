package dev.quarterdeck.gateway.discovery;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.discovery.AggregatedDiscovery;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api}, {@code /apis} and what is below them that names no resource; {@code /} lists the paths. Aggregated where the client asks for it first, with an
 * ETag that is stable as long as nothing new is served (KEP-3352).
 */
public final class DiscoveryHandler implements RequestHandler {
    private final Supplier<ResourceCatalog> catalog;
    private final Supplier<AggregatedApis> others;
    private final String serverAddress;
    private volatile @Nullable Made made;

    /**
     * @param others what other servers serve
     * @param serverAddress host and port that clients are told; see PlainDiscovery
     */
    public DiscoveryHandler(Supplier<ResourceCatalog> catalog, Supplier<AggregatedApis> others, String serverAddress) {
        this.catalog = catalog;
        this.others = others;
        this.serverAddress = serverAddress;
    }

    private record Made(ResourceCatalog from, AggregatedApis others, Discovery documents) {}

    private Discovery documents() {
        ResourceCatalog now = catalog.get();
        Made known = made;
        AggregatedApis elsewhere = others.get();
        if (known == null || known.from() != now || known.others() != elsewhere) {
            known = new Made(now, elsewhere, new Discovery(now, elsewhere, serverAddress));
            made = known;
        }
        return known.documents();
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.resource().isEmpty()
                && (request.path().startsWith("/api")
                        || request.path().equals("/")
                        || request.path().equals("/index.html"))
                && documents().plain(path(request)) != null;
    }

    private static String path(RequestInfo request) {
        String path = request.path();
        if (path.equals("/index.html")) {
            return "/";
        }
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        String path = path(request);
        if (!request.verb().equals("get") && !takesAnyMethod(path)) {
            throw notAllowed();
        }
        Discovery.Document aggregated = documents().aggregated(path);
        if (aggregated != null) {
            OutputFormat.Encoding encoding = Negotiation.aggregatedDiscovery(exchange);
            if (encoding != null) {
                exchange.getResponse().getHeaders().set(HttpHeaders.VARY, HttpHeaders.ACCEPT);
                return aggregated(exchange, aggregated, encoding);
            }
        }
        ObjectNode plain = documents().plain(path);
        OutputFormat format =
                path.equals("/") ? OutputFormat.JSON : Negotiation.document(exchange, !takesAnyMethod(path));
        byte[] body = ObjectOutput.encode(format, plain == null ? Json.object() : plain);
        return Responses.bytes(exchange, 200, format.encoding().mediaType(), body);
    }

    /** The index and what lists groups, as in the reference. */
    private static boolean takesAnyMethod(String path) {
        return path.equals("/") || path.equals("/apis") || path.startsWith("/apis/") && path.indexOf('/', 6) < 0;
    }

    private static ApiException notAllowed() {
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource",
                ApiException.Details.of("", "", ""));
    }

    private static Mono<Void> aggregated(
            ServerWebExchange exchange, Discovery.Document document, OutputFormat.Encoding encoding) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.ETAG, document.etag());
        headers.set(HttpHeaders.CACHE_CONTROL, "public");
        if (document.etag().equals(exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(HttpStatus.NOT_MODIFIED);
            return response.setComplete();
        }
        byte[] body = encoding == OutputFormat.Encoding.JSON
                ? document.json()
                : ObjectOutput.encode(
                        new OutputFormat(encoding, OutputFormat.Shape.OBJECT, "", false), Json.read(document.json()));
        return Responses.bytes(
                exchange,
                200,
                AggregatedDiscovery.MEDIA_TYPE.replace(OutputFormat.Encoding.JSON.mediaType(), encoding.mediaType()),
                body);
    }
}
