package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.tunnel.Tunnel;
import dev.quarterdeck.gateway.tunnel.UpgradeRequests;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code nodes/NAME/proxy}, {@code pods/NAME/proxy} and {@code services/NAME/proxy}: passes HTTP on, bodies both ways as they come. The client's
 * credentials stay here. A request for an upgrade, to whatever protocol, becomes a tunnel where the other side agrees.
 */
final class HttpProxyHandler implements RequestHandler {
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final StoredResource SERVICES = new StoredResource("", "services");
    private static final Set<String> RESOURCES = Set.of("nodes", "pods", "services");

    /** Of one connection, not of the message (RFC 9110, 7.6.1), and what names or authenticates the client to us. */
    private static final Set<String> DROPPED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "authorization",
            "host");

    private final ObjectLookup objects;
    private final PodNodes pods;
    private final NodeClient agents;
    private final NodeClient plain;
    private final NodeClient secure;
    private final Predicate<String> allowed;
    private final RandomGenerator random;

    HttpProxyHandler(
            ObjectLookup objects,
            NodeClient agents,
            NodeClient plain,
            NodeClient secure,
            Predicate<String> allowed,
            RandomGenerator random) {
        this.objects = objects;
        this.pods = new PodNodes(objects);
        this.agents = agents;
        this.plain = plain;
        this.secure = secure;
        this.allowed = allowed;
        this.random = random;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.group().isEmpty()
                && request.subresource().equals("proxy")
                && RESOURCES.contains(request.resource());
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ServerHttpRequest http = exchange.getRequest();
        boolean upgrade = UpgradeRequests.isUpgrade(http.getHeaders());
        if (upgrade && !Tunnel.canBegin(ClientChannel.of(exchange))) {
            throw ApiException.badRequest("this connection cannot be upgraded");
        }
        String rest = rest(http.getURI(), request);
        if (rest.isEmpty() && !upgrade) {
            return redirectToSlash(exchange);
        }
        String path = rest.isEmpty() ? "/" : rest;
        String query = http.getURI().getRawQuery();
        String uri = query == null ? path : path + "?" + query;
        return route(request).flatMap(route -> upgrade ? join(route, uri, exchange) : pass(route, uri, exchange));
    }

    /** The other side is asked first; what it answers instead of an upgrade is the answer. */
    private Mono<Void> join(ProxyRoute route, String uri, ServerWebExchange exchange) {
        ServerHttpRequest http = exchange.getRequest();
        HttpHeaders headers = passed(http.getHeaders());
        UpgradeHeaders.pass(http.getHeaders(), headers);
        NodeClient.Request request = request(route, uri, headers, http);
        return client(route)
                .upgrade(request, agreed -> Upgrades.join(exchange, agreed), answer -> pass(answer, exchange));
    }

    private NodeClient client(ProxyRoute route) {
        return route.agent() ? agents : route.scheme().equals("https") ? secure : plain;
    }

    /** What follows {@code .../NAME/proxy}, as the client encoded it. */
    private static String rest(URI uri, RequestInfo request) {
        String path = uri.getRawPath();
        int segments = request.resource().equals("nodes") ? 6 : 8;
        int at = 0;
        for (int i = 1; i < segments && at >= 0; i++) {
            at = path.indexOf('/', at + 1);
        }
        return at < 0 ? "" : path.substring(at);
    }

    /** Relative links of what is there need it. */
    private static Mono<Void> redirectToSlash(ServerWebExchange exchange) {
        URI uri = exchange.getRequest().getURI();
        String query = uri.getRawQuery();
        exchange.getResponse().setStatusCode(HttpStatus.MOVED_PERMANENTLY);
        exchange.getResponse()
                .getHeaders()
                .set(HttpHeaders.LOCATION, uri.getRawPath() + "/" + (query == null ? "" : "?" + query));
        return exchange.getResponse().setComplete();
    }

    private Mono<ProxyRoute> route(RequestInfo request) {
        return switch (request.resource()) {
            case "nodes" -> {
                ProxyTarget target = ProxyTarget.parse(request.name(), "node");
                yield objects.require(NODES, new ObjectKey("", target.name()))
                        .map(node -> ProxyRoute.toNode(target, node, allowed));
            }
            case "pods" -> {
                ProxyTarget target = ProxyTarget.parse(request.name(), "pod");
                yield pods.pod(request.namespace(), target.name()).map(pod -> ProxyRoute.toPod(target, pod, allowed));
            }
            default -> {
                ProxyTarget target = ProxyTarget.parse(request.name(), "service");
                yield objects.require(SERVICES, new ObjectKey(request.namespace(), target.name()))
                        .map(service -> ServiceEndpoints.choose(
                                target,
                                service,
                                objects.slicesOf(request.namespace(), target.name()),
                                allowed,
                                random));
            }
        };
    }

    private Mono<Void> pass(ProxyRoute route, String uri, ServerWebExchange exchange) {
        ServerHttpRequest http = exchange.getRequest();
        NodeClient.Request request = request(route, uri, passed(http.getHeaders()), http);
        return client(route).exchange(request, answer -> pass(answer, exchange));
    }

    private static NodeClient.Request request(
            ProxyRoute route, String uri, HttpHeaders headers, ServerHttpRequest http) {
        return new NodeClient.Request(
                route.endpoint(), http.getMethod().name(), uri, headers, Bodies.toNetty(http.getBody()));
    }

    private static Mono<Void> pass(NodeClient.Answer answer, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        response.getHeaders().remove(HttpHeaders.CACHE_CONTROL);
        passed(answer.headers()).forEach(response.getHeaders()::put);
        return Bodies.pass(answer.body(), response, true);
    }

    private static HttpHeaders passed(HttpHeaders from) {
        HttpHeaders to = new HttpHeaders();
        from.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!DROPPED.contains(lower) && !lower.startsWith("impersonate-")) {
                to.put(name, values);
            }
        });
        return to;
    }
}
