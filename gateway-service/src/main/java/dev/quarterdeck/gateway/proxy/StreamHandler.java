package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.Forbidden;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code pods/NAME/exec}, {@code attach} and {@code portforward} over WebSocket (KEP-4006): the node is asked first, and the client's connection is
 * upgraded once the node has agreed, so that a refusal is still a Status. Whoever may only {@code get} these may not use them: they want {@code create}.
 */
final class StreamHandler implements RequestHandler {
    private static final Set<String> SUBRESOURCES = Set.of("exec", "attach", "portforward");

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
                    requireWebSocket(headers);
                    return pods.endpoint(target.node())
                            .flatMap(node ->
                                    relay(request, node, target.uri(), UpgradeHeaders.protocols(headers), exchange));
                });
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

    private static void requireWebSocket(HttpHeaders headers) {
        String upgrade = headers.getFirst(HttpHeaders.UPGRADE);
        if (upgrade == null) {
            throw ApiException.badRequest("Upgrade request required");
        }
        if (!upgrade.toLowerCase(Locale.ROOT).equals("websocket")) {
            throw ApiException.badRequest("unable to upgrade to " + upgrade
                    + ": this server speaks WebSocket only; kubectl 1.31 and later do so by default");
        }
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
