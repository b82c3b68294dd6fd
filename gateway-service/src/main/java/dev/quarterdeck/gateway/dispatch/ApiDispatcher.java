package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.aggregation.AggregatedRequest;
import dev.quarterdeck.gateway.aggregation.ApiService;
import dev.quarterdeck.gateway.audit.AccessLog;
import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.direct.BareExchange;
import dev.quarterdeck.gateway.direct.DirectRequests;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.flowcontrol.Seat;
import dev.quarterdeck.gateway.metrics.RequestMetrics;
import dev.quarterdeck.gateway.output.Breakage;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.priority.PriorityLimits;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestId;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.RequestInfoParser;
import dev.quarterdeck.gateway.tls.ClientCertificates;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The way of every request: id, authentication, impersonation, limits, authorization, whether the path exists, and on to the first handler that claims it.
 * Whatever fails on the way becomes a Status. Stands before Spring Cloud Gateway's routes, which see only what no part of the API here claims. Runs on the
 * connection's thread and never blocks it.
 */
public final class ApiDispatcher implements WebFilter, DirectRequests, Ordered {
    private final RequestInfoParser parser;
    private final Supplier<CompletableFuture<ResourceCatalog>> freshCatalog;
    private final ClientCertificates certificates;
    private final Function<ServerWebExchange, @Nullable User> frontProxy;
    private final Function<RequestInfo, @Nullable ApiService> elsewhere;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final PriorityLimits priorities;
    private final ToIntFunction<RequestInfo> width;
    private final InFlightLimits limits;
    private final Routes routes;
    private final RequestMetrics metrics;
    private final AccessLog log;
    private final Supplier<String> ids;

    /**
     * @param catalog what is served as far as is known here
     * @param freshCatalog nothing older than what was served when it is asked; for paths that the other does not know
     * @param frontProxy whom a front proxy says that it speaks for; null where the client is none
     * @param elsewhere the server of another process that answers a request; null where this one does
     * @param width how many seats a request takes
     */
    public ApiDispatcher(
            Supplier<ResourceCatalog> catalog,
            Supplier<CompletableFuture<ResourceCatalog>> freshCatalog,
            ClientCertificates certificates,
            Function<ServerWebExchange, @Nullable User> frontProxy,
            Function<RequestInfo, @Nullable ApiService> elsewhere,
            Authenticator authenticator,
            Authorizer authorizer,
            PriorityLimits priorities,
            ToIntFunction<RequestInfo> width,
            InFlightLimits limits,
            List<RequestHandler> handlers,
            RequestMetrics metrics,
            AccessLog log,
            Supplier<String> ids,
            Duration requestTimeout) {
        this.parser = new RequestInfoParser(catalog);
        this.freshCatalog = freshCatalog;
        this.certificates = certificates;
        this.frontProxy = frontProxy;
        this.elsewhere = elsewhere;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.priorities = priorities;
        this.width = width;
        this.limits = limits;
        this.routes = new Routes(handlers, catalog, requestTimeout);
        this.metrics = metrics;
        this.log = log;
        this.ids = ids;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    /** The actuator listens by itself, in a context below the gateway's own; filters of the gateway reach there too. */
    private static boolean isOfManagementPort(ServerWebExchange exchange) {
        ApplicationContext context = exchange.getApplicationContext();
        return context != null && context.getParent() != null;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (isOfManagementPort(exchange)) {
            return chain.filter(exchange);
        }
        return answer(exchange, chain);
    }

    /** Objects of a served resource read or written, whatever comes of it: such a request has one body and one answer that ends by itself. */
    @Override
    public @Nullable RequestInfo claim(String method, String path, Query query) {
        switch (method) {
            case "GET", "POST", "PUT", "PATCH", "DELETE" -> {
                RequestInfo request = parser.parse(method, path, query);
                boolean ends =
                        switch (request.verb()) {
                            case "get", "list", "create", "update", "patch", "delete" -> true;
                            default -> false;
                        };
                return ends
                                && request.type() != null
                                && !RouteCheck.isLongRunning(request)
                                && elsewhere.apply(request) == null
                        ? request
                        : null;
            }
            default -> {
                return null;
            }
        }
    }

    @Override
    public Mono<Void> answer(ServerWebExchange exchange) {
        return answer(exchange, unclaimed -> Mono.error(RouteCheck.notFound()));
    }

    private Mono<Void> answer(ServerWebExchange exchange, WebFilterChain chain) {
        Call call = new Call(exchange, chain);
        Mono<Void> answer = Breakage.guard(exchange, Mono.defer(call::begin));
        return answer.onErrorResume(call::fail).doFinally(signal -> call.end());
    }

    /** One request on its way. Confined to the connection's thread, but for its end. */
    private final class Call {
        private final ServerWebExchange exchange;
        private final WebFilterChain chain;
        private final long start = System.nanoTime();
        private RequestInfo request;
        private final boolean longRunning;
        private @Nullable User user;
        private Seat counted = Seat.FREE;
        private volatile Seat seat = Seat.FREE;
        private volatile boolean ended;

        Call(ServerWebExchange exchange, WebFilterChain chain) {
            this.exchange = exchange;
            this.chain = chain;
            ServerHttpRequest http = exchange.getRequest();
            this.request = exchange instanceof BareExchange claimed
                    ? claimed.info()
                    : parser.parse(http.getMethod().name(), http.getURI().getRawPath(), Query.of(exchange));
            this.longRunning = RouteCheck.isLongRunning(request);
        }

        Mono<Void> begin() {
            HttpHeaders headers = exchange.getRequest().getHeaders();
            String given = headers.getFirst(RequestId.HEADER);
            String id = given == null || given.isEmpty() || given.length() > 64 ? ids.get() : given;
            RequestId.set(exchange, id);
            HttpHeaders answer = exchange.getResponse().getHeaders();
            answer.set(RequestId.HEADER, id);
            answer.set(HttpHeaders.CACHE_CONTROL, "no-cache, private");
            if (longRunning) {
                metrics.longRunning(request, 1);
            }
            User spokenFor = frontProxy.apply(exchange);
            if (spokenFor != null) {
                return serve(spokenFor);
            }
            return authenticator
                    .authenticate(certificates.of(exchange), BearerToken.of(headers))
                    .flatMap(this::serve);
        }

        private Mono<Void> serve(User real) {
            User acting = Impersonation.apply(real, exchange.getRequest().getHeaders(), authorizer);
            user = acting;
            if (longRunning || isHealthCheck()) {
                return answer(acting);
            }
            PriorityLimits.Admission admission = priorities.enter(acting, request, width.applyAsInt(request));
            HttpHeaders headers = exchange.getResponse().getHeaders();
            headers.set("X-Kubernetes-PF-FlowSchema-UID", admission.schema());
            headers.set("X-Kubernetes-PF-PriorityLevel-UID", admission.level());
            CompletableFuture<Seat> coming = admission.seat();
            coming.thenAccept(this::take);
            return coming.isDone()
                    ? answer(acting)
                    : ConnectionLoop.await(exchange, coming)
                            .doOnCancel(() -> coming.cancel(false))
                            .flatMap(given -> answer(acting));
        }

        /** On the thread that released the seat, or this connection's. The request may be over by then. */
        private void take(Seat given) {
            seat = given;
            if (ended) {
                given.release();
            }
        }

        private Mono<Void> answer(User acting) {
            if (!longRunning && !isHealthCheck() && !acting.groups().contains("system:masters")) {
                counted = limits.enter(InFlightLimits.isMutating(request.verb()));
            }
            try {
                AccessRules.check(authorizer, AccessRules.attributes(request, acting, Query.of(exchange)));
            } catch (ApiException forbidden) {
                exchange.getResponse().getHeaders().set("X-Content-Type-Options", "nosniff");
                throw forbidden;
            }
            ApiService other = elsewhere.apply(request);
            if (other != null) {
                new AggregatedRequest(other, request, acting, longRunning).attachTo(exchange);
                return chain.filter(exchange);
            }
            if (request.type() == null && mayBeNew()) {
                return ConnectionLoop.await(exchange, freshCatalog.get()).flatMap(fresh -> {
                    reread();
                    return route(acting);
                });
            }
            return route(acting);
        }

        /** Custom resources live in groups with a dot; what another replica has established a moment ago may not be known here yet. */
        private boolean mayBeNew() {
            return !request.resource().isEmpty() && request.group().indexOf('.') > 0;
        }

        private void reread() {
            ServerHttpRequest http = exchange.getRequest();
            request = parser.parse(http.getMethod().name(), http.getURI().getRawPath(), Query.of(exchange));
        }

        private Mono<Void> route(User acting) {
            return routes.route(request, acting, exchange, chain);
        }

        private boolean isHealthCheck() {
            String path = request.path();
            return path.startsWith("/livez") || path.startsWith("/readyz") || path.startsWith("/healthz");
        }

        Mono<Void> fail(Throwable thrown) {
            return FailedRequest.answer(exchange, request, Failures.cause(thrown));
        }

        void end() {
            ended = true;
            seat.release();
            counted.release();
            long nanos = System.nanoTime() - start;
            ServerHttpResponse response = exchange.getResponse();
            HttpStatusCode status = response.getStatusCode();
            int code = status == null ? 200 : status.value();
            if (longRunning) {
                metrics.longRunning(request, -1);
            }
            metrics.finished(request, Query.of(exchange).text("dryRun").equals("All") ? "All" : "", code, nanos);
            HttpHeaders headers = exchange.getRequest().getHeaders();
            log.finished(
                    request,
                    user,
                    RequestId.of(exchange),
                    text(headers, "traceparent"),
                    text(headers, HttpHeaders.USER_AGENT),
                    code,
                    nanos,
                    longRunning);
        }
    }

    private static String text(HttpHeaders headers, String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }
}
