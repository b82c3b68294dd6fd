package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.Forbidden;
import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.tunnel.Tunnel;
import dev.quarterdeck.gateway.tunnel.UpgradeRequests;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code pods/NAME/exec}, {@code attach} and {@code portforward} over WebSocket (KEP-4006) or SPDY/3.1: the node is asked first, and the client's connection is
 * upgraded once the node has agreed, so that a refusal is still a Status. Whoever may only {@code get} these may not use them: they want {@code create}.
 */
final class StreamHandler implements RequestHandler {
    private static final Set<String> SUBRESOURCES = Set.of("exec", "attach", "portforward");
    private static final String STREAM_PROTOCOL = "X-Stream-Protocol-Version";

    private final PodNodes pods;
    private final NodeClient nodes;
    private final Authorizer authorizer;

    StreamHandler(PodNodes pods, NodeClient nodes, Authorizer authorizer) {
        this.pods = pods;
        this.nodes = nodes;
        this.authorizer = authorizer;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.resource().equals("pods")
                && request.group().isEmpty()
                && SUBRESOURCES.contains(request.subresource())
                && (request.verb().equals("get") || request.verb().equals("create"));
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        requireCreate(request, user);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return pods.pod(request.namespace(), request.name())
                .map(pod -> PodTarget.stream(
                        pod, request.subresource(), exchange.getRequest().getQueryParams()))
                .flatMap(target -> {
                    boolean webSocket = isWebSocket(headers);
                    if (!webSocket && !Tunnel.canBegin(ClientChannel.of(exchange))) {
                        throw ApiException.badRequest("this connection cannot be upgraded");
                    }
                    return pods.endpoint(target.node())
                            .flatMap(node -> webSocket
                                    ? relay(request, node, target.uri(), UpgradeHeaders.protocols(headers), exchange)
                                    : tunnel(request, node, target.uri(), exchange));
                });
    }

    /** SPDY: the node's agent speaks it, or says why not. */
    private Mono<Void> tunnel(RequestInfo request, NodeEndpoint node, String uri, ServerWebExchange exchange) {
        ServerHttpRequest http = exchange.getRequest();
        HttpHeaders headers = new HttpHeaders();
        UpgradeHeaders.pass(http.getHeaders(), headers);
        headers.put(STREAM_PROTOCOL, http.getHeaders().getOrEmpty(STREAM_PROTOCOL));
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        headers.setContentLength(0);
        return nodes.upgrade(
                new NodeClient.Request(node, http.getMethod().name(), uri, headers, Flux.empty()),
                agreed -> Upgrades.join(exchange, agreed),
                answer -> NodeRefusal.text(answer.body())
                        .flatMap(text -> Mono.error(NodeRefusal.of(
                                answer.status(), text, "pods/" + request.subresource(), request.name()))));
    }

    private void requireCreate(RequestInfo request, User user) {
        if (request.verb().equals("create")) {
            return;
        }
        Attributes create = new Attributes(
                user,
                "create",
                request.group(),
                request.version(),
                request.resource(),
                request.subresource(),
                request.namespace(),
                request.name(),
                request.path());
        Authorizer.Decision decision = authorizer.authorize(create);
        if (!decision.allowed()) {
            throw Forbidden.of(create, decision.reason());
        }
    }

    private static boolean isWebSocket(HttpHeaders headers) {
        if (!UpgradeRequests.isUpgrade(headers)) {
            throw ApiException.badRequest("Upgrade request required");
        }
        return "websocket".equalsIgnoreCase(headers.getFirst(HttpHeaders.UPGRADE));
    }

    private Mono<Void> relay(
            RequestInfo request, NodeEndpoint node, String uri, List<String> protocols, ServerWebExchange exchange) {
        return new WebSocketRelay(exchange)
                .run(nodes, node, uri, protocols)
                .onErrorResume(NodeClient.Refused.class, refused -> explain(request, node, uri, refused));
    }

    /** A refused handshake loses its body; asked without one, the node says the same again, with its reason. */
    private Mono<Void> explain(RequestInfo request, NodeEndpoint node, String uri, NodeClient.Refused refused) {
        String resource = "pods/" + request.subresource();
        return nodes.exchange(NodeClient.Request.get(node, uri), answer -> NodeRefusal.text(answer.body())
                .flatMap(text -> Mono.error(NodeRefusal.of(
                        refused.status(), answer.status() == refused.status() ? text : "", resource, request.name()))));
    }
}
