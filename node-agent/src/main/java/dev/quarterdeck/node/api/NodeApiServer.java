package dev.quarterdeck.node.api;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.api.RemoteStreams.Kind;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.network.NetworkNamespace;
import dev.quarterdeck.node.pod.PodWorkers;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.PodRuntime.StreamOptions;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.stats.NodeStats;
import dev.quarterdeck.node.stats.ResourceMetrics;
import dev.quarterdeck.node.stats.StatsSummary;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.grpc.Status;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;

/**
 * Serves the agent's API over TLS. Whoever is not on the list is refused before anything is looked at. Requests are looked into on virtual threads;
 * streams run on the server's event loops: WebSocket and SPDY/3.1, as clients of a kubelet speak them.
 */
public final class NodeApiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeApiServer.class);
    private static final int LARGEST_MESSAGE = 1 << 20;
    private static final int LOOPS = 2;

    private final NodePods pods;
    private final PodRuntime runtime;
    private final NetworkNamespace namespace;
    private final ApiAccess access;
    private final Supplier<String> metrics;
    private final String nodeName;
    private final NodeStats stats;
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Scheduler threads;
    private final LogsHandler logs;
    private final LoopResources loops;
    private final DisposableServer server;

    /**
     * @param nodeName in summaries
     * @param metrics the text of {@code /metrics}
     * @param namespace where it listens, and where the runtime's streaming server is
     */
    public NodeApiServer(
            InetSocketAddress address,
            SslContext tls,
            ApiAccess access,
            PodWorkers workers,
            PodRuntime runtime,
            LogPaths logPaths,
            Supplier<String> metrics,
            String nodeName,
            NodeStats stats,
            Executor executor,
            Clock clock,
            NetworkNamespace namespace) {
        this.namespace = namespace;
        this.pods = new NodePods(workers, runtime, logPaths);
        this.runtime = runtime;
        this.access = access;
        this.metrics = metrics;
        this.nodeName = nodeName;
        this.stats = stats;
        this.threads = Schedulers.fromExecutor(executor);
        this.logs = new LogsHandler(pods, runtime, threads, clock);
        this.loops = LoopResources.create("node-api", 1, LOOPS, true, false);
        try {
            this.server = namespace.call(() -> HttpServer.create()
                    .runOn(loops, false)
                    .bindAddress(() -> address)
                    .secure(spec -> spec.sslContext(tls))
                    .route(this::routes)
                    .bindNow(Duration.ofSeconds(10)));
        } catch (RuntimeException e) {
            loops.dispose();
            throw e;
        }
    }

    public int port() {
        return server.port();
    }

    private void routes(HttpServerRoutes routes) {
        routes.get("/healthz", guarded((request, response) -> text(response, "ok")));
        routes.get("/metrics", guarded((request, response) -> text(response, metrics.get())));
        routes.get("/metrics/resource", guarded((request, response) -> text(response, resourceMetrics())));
        routes.get("/stats/summary", guarded((request, response) -> summary(response)));
        routes.get("/pods", guarded((request, response) -> pods(response)));
        routes.get("/containerLogs/{namespace}/{pod}/{container}", guarded(logs::handle));
        for (String path :
                List.of("/exec/{namespace}/{pod}/{container}", "/exec/{namespace}/{pod}/{uid}/{container}")) {
            both(routes, path, (request, response) -> command(request, response, true));
        }
        for (String path :
                List.of("/attach/{namespace}/{pod}/{container}", "/attach/{namespace}/{pod}/{uid}/{container}")) {
            both(routes, path, (request, response) -> command(request, response, false));
        }
        for (String path : List.of("/portForward/{namespace}/{pod}", "/portForward/{namespace}/{pod}/{uid}")) {
            both(routes, path, this::portForward);
        }
    }

    /** A WebSocket begins with GET, SPDY with POST or GET. */
    private void both(HttpServerRoutes routes, String path, Handler handler) {
        routes.get(path, guarded(handler));
        routes.post(path, guarded(handler));
    }

    private interface Handler {
        Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) throws IOException;
    }

    private java.util.function.BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> guarded(
            Handler handler) {
        return (request, response) -> switch (access.check(tls(request))) {
            case UNAUTHENTICATED -> response.status(401).sendString(Mono.just("Unauthorized"));
            case FORBIDDEN -> response.status(403).sendString(Mono.just("Forbidden"));
            case ALLOWED ->
                Mono.fromCallable(() -> handler.handle(request, response))
                        .subscribeOn(threads)
                        .onErrorResume(e -> Mono.just(refusal(response, e)))
                        .flatMap(Mono::from);
        };
    }

    private static @Nullable SslHandler tls(HttpServerRequest request) {
        SslHandler[] found = new SslHandler[1];
        request.withConnection(connection -> {
            io.netty.channel.Channel channel = connection.channel();
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            found[0] = handler == null && channel.parent() != null
                    ? channel.parent().pipeline().get(SslHandler.class)
                    : handler;
        });
        return found[0];
    }

    private static Publisher<Void> refusal(HttpServerResponse response, Throwable e) {
        if (e instanceof ApiRefusal refusal) {
            return response.status(refusal.code()).sendString(Mono.just(refusal.getMessage()));
        }
        if (!(e instanceof RuntimeFailure)) {
            log.warn("A request failed", e);
        }
        return response.status(500).sendString(Mono.just(String.valueOf(e.getMessage())));
    }

    private static Publisher<Void> text(HttpServerResponse response, String text) {
        return response.header("Content-Type", "text/plain; charset=utf-8").sendString(Mono.just(text));
    }

    private Publisher<Void> summary(HttpServerResponse response) throws IOException {
        byte[] json = Json.write(StatsSummary.of(nodeName, stats.read()));
        return response.header("Content-Type", "application/json").sendByteArray(Mono.just(json));
    }

    private String resourceMetrics() {
        try {
            return ResourceMetrics.of(stats.read());
        } catch (IOException | RuntimeFailure e) {
            log.debug("Usage cannot be read", e);
            return ResourceMetrics.FAILED;
        }
    }

    private Publisher<Void> pods(HttpServerResponse response) {
        String json = serialization.asJson(new PodListBuilder()
                .withNewMetadata()
                .endMetadata()
                .withItems(pods.all())
                .build());
        return response.header("Content-Type", "application/json").sendString(Mono.just(json));
    }

    private Publisher<Void> command(HttpServerRequest request, HttpServerResponse response, boolean exec) {
        QueryString query = QueryString.of(request.uri());
        ObservedContainer container =
                pods.running(param(request, "namespace"), param(request, "pod"), param(request, "container"));
        boolean tty = query.flag("tty");
        StreamOptions options = new StreamOptions(
                query.flag("input", "stdin"),
                query.flag("output", "stdout"),
                query.flag("error", "stderr") && !tty,
                tty);
        if (!options.stdin() && !options.stdout() && !options.stderr()) {
            throw new ApiRefusal(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        if (exec && query.all("command").isEmpty()) {
            throw new ApiRefusal(400, "you must specify a command");
        }
        URI remote;
        try {
            remote = exec
                    ? runtime.execStream(container.id(), query.all("command"), options)
                    : runtime.attachStream(container.id(), options);
        } catch (RuntimeFailure e) {
            if (e.code() != Status.Code.UNIMPLEMENTED
                    || !request.requestHeaders().contains("Sec-WebSocket-Key")) {
                throw e;
            }
            return response.sendWebsocket(
                    (in, out) -> CommandSession.refuse(e.getMessage(), out), spec(CommandSession.PROTOCOLS));
        }
        if (SpdyRelay.isAsked(request)) {
            return relay(request, response, remote);
        }
        Set<Kind> kinds = EnumSet.of(Kind.ERROR);
        addIf(kinds, options.stdin(), Kind.STDIN);
        addIf(kinds, options.stdout(), Kind.STDOUT);
        addIf(kinds, options.stderr(), Kind.STDERR);
        addIf(kinds, tty, Kind.RESIZE);
        return response.sendWebsocket(
                (in, out) -> CommandSession.run(upgrade(remote), kinds, in, out), spec(CommandSession.PROTOCOLS));
    }

    private Publisher<Void> portForward(HttpServerRequest request, HttpServerResponse response) {
        ObservedSandbox sandbox = pods.sandbox(param(request, "namespace"), param(request, "pod"));
        URI remote = runtime.portForwardStream(
                sandbox.id(),
                QueryString.of(request.uri()).all("port").stream()
                        .flatMap(ports -> List.of(ports.split(",")).stream())
                        .filter(port -> port.matches("\\d{1,5}"))
                        .map(Integer::parseInt)
                        .toList());
        if (SpdyRelay.isAsked(request)) {
            return relay(request, response, remote);
        }
        return response.sendWebsocket(
                (in, out) -> PortForwardSession.run(upgrade(remote), in, out), spec(PortForwardSession.PROTOCOL));
    }

    private Publisher<Void> relay(HttpServerRequest request, HttpServerResponse response, URI remote) {
        return SpdyRelay.run(request, upgrade(remote)).onErrorResume(e -> Mono.from(refusal(response, e)));
    }

    private SpdyUpgrade upgrade(URI remote) {
        return new SpdyUpgrade(remote, namespace);
    }

    private static WebsocketServerSpec spec(String protocols) {
        return WebsocketServerSpec.builder()
                .protocols(protocols)
                .maxFramePayloadLength(LARGEST_MESSAGE)
                .handlePing(false)
                .build();
    }

    private static void addIf(Set<Kind> kinds, boolean wanted, Kind kind) {
        if (wanted) {
            kinds.add(kind);
        }
    }

    private static String param(HttpServerRequest request, String name) {
        String value = request.param(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(3));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(3));
        threads.dispose();
    }
}
