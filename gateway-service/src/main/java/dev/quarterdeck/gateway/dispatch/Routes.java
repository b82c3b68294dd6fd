package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The last part of a request's way: whether its path exists, and on to the first handler that claims it, for as long as it may take. */
final class Routes {
    private final List<RequestHandler> handlers;
    private final Supplier<ResourceCatalog> catalog;
    private final Duration timeout;

    /** @param timeout of requests that end by themselves and do not ask for less */
    Routes(List<RequestHandler> handlers, Supplier<ResourceCatalog> catalog, Duration timeout) {
        this.handlers = List.copyOf(handlers);
        this.catalog = catalog;
        this.timeout = timeout;
    }

    /** @param rest answers what is no part of the API here */
    Mono<Void> route(RequestInfo request, User acting, ServerWebExchange exchange, WebFilterChain rest) {
        if (isServed(request)) {
            ApiException refusal = refusal(request, exchange);
            if (refusal != null) {
                return Mono.error(refusal);
            }
        }
        ResourceType type = request.type();
        if (type != null
                && type.custom() != null
                && !type.custom().deprecation().isEmpty()) {
            Responses.warn(exchange, type.custom().deprecation());
        }
        boolean longRunning = RouteCheck.isLongRunning(request);
        Duration asked = longRunning ? null : RequestTimeout.asked(Query.of(exchange), timeout);
        for (RequestHandler handler : handlers) {
            if (handler.handles(request)) {
                Mono<Void> answer = handler.handle(request, acting, exchange);
                if (asked != null) {
                    return answer.timeout(asked);
                }
                return longRunning || isPaced(request) ? answer : answer.timeout(timeout);
            }
        }
        return type == null && !RouteCheck.isBelowServedRoot(catalog.get(), request.path())
                ? rest.filter(exchange)
                : Mono.error(RouteCheck.notFound());
    }

    private boolean isServed(RequestInfo request) {
        return request.type() != null
                || !request.resource().isEmpty()
                        && RouteCheck.isServedVersion(catalog.get(), request.group(), request.version());
    }

    private static @Nullable ApiException refusal(RequestInfo request, ServerWebExchange exchange) {
        ApiException refusal = RouteCheck.check(request, exchange.getRequest().getMethod());
        if (refusal == null
                && RouteCheck.isConnect(request)
                && Query.of(exchange).has("dryRun")) {
            return ApiException.badRequest("dryRun is not supported");
        }
        return refusal;
    }

    /** Reads are bounded by their freshness, and what they send by the client's taking it. */
    private static boolean isPaced(RequestInfo request) {
        return request.verb().equals("get") || request.verb().equals("list");
    }
}
