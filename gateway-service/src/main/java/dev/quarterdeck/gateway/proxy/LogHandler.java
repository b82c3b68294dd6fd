package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code GET pods/NAME/log}: passes the node's answer on as it comes, as fast as the client takes it. */
final class LogHandler implements RequestHandler {
    private final PodNodes pods;
    private final NodeClient nodes;

    LogHandler(PodNodes pods, NodeClient nodes) {
        this.pods = pods;
        this.nodes = nodes;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.resource().equals("pods")
                && request.group().isEmpty()
                && request.subresource().equals("log")
                && request.verb().equals("get");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        Negotiation.text(exchange);
        LogOptions options =
                LogOptions.read(request.name(), exchange.getRequest().getQueryParams());
        return pods.pod(request.namespace(), request.name())
                .map(pod -> PodTarget.logs(pod, options))
                .flatMap(target -> target.node().isEmpty()
                        ? nothing(exchange)
                        : pods.endpoint(target.node())
                                .flatMap(node -> nodes.exchange(
                                        NodeClient.Request.get(node, target.uri()),
                                        answer -> pass(request, options, answer, exchange))));
    }

    /** A pod without a node has no logs yet. */
    private static Mono<Void> nothing(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
        return exchange.getResponse().setComplete();
    }

    private static Mono<Void> pass(
            RequestInfo request, LogOptions options, NodeClient.Answer answer, ServerWebExchange exchange) {
        if (answer.status() < 200 || answer.status() > 206) {
            return NodeRefusal.text(answer.body())
                    .flatMap(text -> Mono.error(NodeRefusal.of(answer.status(), text, "pods/log", request.name())));
        }
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/plain");
        return Bodies.pass(answer.body(), response, options.follow());
    }
}
