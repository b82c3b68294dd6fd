package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** All requests that go on to a node, a pod or a service, as one handler. */
public final class ProxyHandlers implements RequestHandler {
    private final ConnectAdmission admission;
    private final List<RequestHandler> handlers;

    /**
     * @param agents to node-agents
     * @param plain to pods and services, over HTTP
     * @param secure to pods and services, over HTTPS
     * @param admission is asked before anything but a log is opened
     */
    public ProxyHandlers(
            ObjectLookup objects,
            NodeClient agents,
            NodeClient plain,
            NodeClient secure,
            Authorizer authorizer,
            ConnectAdmission admission,
            RandomGenerator random) {
        this.admission = admission;
        PodNodes pods = new PodNodes(objects);
        this.handlers = List.of(
                new LogHandler(pods, agents),
                new StreamHandler(pods, agents, authorizer),
                new HttpProxyHandler(objects, agents, plain, secure, ProxyRoute::isGlobalUnicast, random));
    }

    @Override
    public boolean handles(RequestInfo request) {
        return handlers.stream().anyMatch(h -> h.handles(request));
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        RequestHandler handler =
                handlers.stream().filter(h -> h.handles(request)).findFirst().orElseThrow();
        return handler instanceof LogHandler
                ? handler.handle(request, user, exchange)
                : admission
                        .admit(request, user, exchange)
                        .then(Mono.defer(() -> handler.handle(request, user, exchange)));
    }
}
