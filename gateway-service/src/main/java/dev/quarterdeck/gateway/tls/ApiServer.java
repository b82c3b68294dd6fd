package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.DirectLane;
import dev.quarterdeck.gateway.direct.DirectRequests;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.tunnel.UpgradeRequests;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.GracefulShutdownCallback;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Listens on several addresses with one port, HTTP/2 and HTTP/1.1 over TLS, all on one handler. What a client can hold without saying anything is bounded:
 * connections by number, handshakes, headers and idleness by time. Started and stopped by the application context.
 */
public final class ApiServer implements WebServer {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration TURN = Duration.ofMillis(50);
    /** Turns of draining: ten seconds. */
    private static final int MOST_TURNS = 200;
    /** Turns in which balancers can still learn that this gateway is not ready: one second. */
    private static final int LISTENING_TURNS = 20;
    /** Turns that connections get to close when nothing is answered any more. */
    private static final int IDLE_TURNS = 5;

    private static final HttpDecoderConfig DECODING =
            new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(64 * 1024);

    private static final int FLUSHES_AT_ONCE = 64;
    /**
     * Streams of one connection that may be reset, by either side, in so many seconds before the connection is closed. Clients give up watches and lists as they like, and
     * a request that is refused before its body has come ends with a reset of ours (RFC 9113, 8.1); what such requests cost is bounded by seats, as of all others.
     */
    private static final int MOST_RESETS = 10_000;

    private static final int RESET_SECONDS = 30;

    private final Listen listen;
    private final ServerTls tls;
    private final ReactorHttpHandlerAdapter handler;
    private final Supplier<@Nullable DirectRequests> direct;
    private final List<DisposableServer> servers = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<ConnectionGuard> open = ConcurrentHashMap.newKeySet();
    private final Draining draining;

    /** Where and within which bounds to listen; see GatewaySettings. */
    public record Listen(
            List<String> addresses, int port, Duration handshakeTimeout, Duration idleTimeout, int maxConnections) {}

    /** @param direct what answers requests on the short way, asked for each connection; null where there is no such way */
    public ApiServer(Listen listen, ServerTls tls, HttpHandler handler, Supplier<@Nullable DirectRequests> direct) {
        this(listen, tls, handler, direct, new Draining());
    }

    /** @param draining begins when the server is to stop */
    public ApiServer(
            Listen listen,
            ServerTls tls,
            HttpHandler handler,
            Supplier<@Nullable DirectRequests> direct,
            Draining draining) {
        this.draining = draining;
        this.listen = listen;
        this.direct = direct;
        this.tls = tls;
        this.handler = new ReactorHttpHandlerAdapter(handler);
    }

    @Override
    public synchronized void start() {
        if (!servers.isEmpty()) {
            return;
        }
        int port = listen.port();
        for (String address : listen.addresses()) {
            try {
                DisposableServer server = server(address, port).bindNow();
                servers.add(server);
                port = server.port();
            } catch (RuntimeException e) {
                stop();
                throw new WebServerException("cannot listen on " + address + ":" + port + ": " + rootMessage(e), e);
            }
        }
        LOG.info("API at port {} of {}", port, String.join(", ", listen.addresses()));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private HttpServer server(String address, int port) {
        return HttpServer.create()
                .bindAddress(() -> new InetSocketAddress(address, port))
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(tls.context()).handshakeTimeout(listen.handshakeTimeout()))
                .httpRequestDecoder(spec -> spec.maxInitialLineLength(DECODING.getMaxInitialLineLength())
                        .maxHeaderSize(DECODING.getMaxHeaderSize()))
                .http2Settings(settings -> settings.maxConcurrentStreams(1000)
                        .maxHeaderListSize(64 * 1024)
                        .maxDecodedRstFramesPerWindow(MOST_RESETS, RESET_SECONDS)
                        .maxEncodedRstFramesPerWindow(MOST_RESETS, RESET_SECONDS))
                .doOnChannelInit((observer, channel, remote) -> guard(channel))
                .handle(this::handle);
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        ConnectionGuard guard =
                request instanceof Connection connection ? ConnectionGuard.of(connection.channel()) : null;
        if (guard == null) {
            return handler.apply(request, response);
        }
        guard.requestBegins();
        String refusal = request.protocol().startsWith("HTTP/2") ? null : RequestForm.refusal(request);
        if (refusal != null) {
            return response.status(refusal.startsWith("417") ? 417 : 400)
                    .keepAlive(false)
                    .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .sendString(Mono.just(refusal))
                    .then()
                    .doFinally(signal -> guard.requestEnds());
        }
        if (UpgradeRequests.isUpgrade(request.requestHeaders()) && request instanceof Connection connection) {
            UpgradeRequests.follow(connection.channel(), draining, DECODING);
        }
        if (draining.hasBegun() && !request.protocol().startsWith("HTTP/2")) {
            response.keepAlive(false);
        }
        return handler.apply(request, response).doFinally(signal -> guard.requestEnds());
    }

    private void guard(Channel channel) {
        ConnectionGuard guard = new ConnectionGuard(connections, open, listen.maxConnections(), listen.idleTimeout());
        channel.pipeline().addFirst("quarterdeck.connections", guard);
        channel.pipeline().addAfter(NettyPipeline.SslHandler, "quarterdeck.handshake", new HandshakeGuard(pipeline -> {
            DirectRequests requests = direct.get();
            if (requests != null) {
                DirectLane.install(pipeline, requests, guard);
            }
        }));
        // what all streams of a connection have to say in one turn of its thread goes out in full TLS records and one
        // write
        channel.pipeline()
                .addAfter(
                        NettyPipeline.SslHandler,
                        "quarterdeck.flush",
                        new FlushConsolidationHandler(FLUSHES_AT_ONCE, true));
    }

    @Override
    public synchronized void stop() {
        for (DisposableServer server : servers) {
            server.disposeNow(DRAIN);
        }
        servers.clear();
    }

    @Override
    public void shutDownGracefully(GracefulShutdownCallback callback) {
        draining.begin();
        drain(0, callback);
    }

    private synchronized void stopListening() {
        servers.forEach(DisposableServer::dispose);
    }

    private void drain(int turn, GracefulShutdownCallback callback) {
        if (turn == LISTENING_TURNS) {
            stopListening();
        }
        open.forEach(ConnectionGuard::drain);
        boolean busy = open.stream().anyMatch(ConnectionGuard::isBusy);
        if (open.isEmpty() || turn == MOST_TURNS || !busy && turn > IDLE_TURNS) {
            callback.shutdownComplete(busy ? GracefulShutdownResult.REQUESTS_ACTIVE : GracefulShutdownResult.IDLE);
            return;
        }
        Schedulers.parallel().schedule(() -> drain(turn + 1, callback), TURN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized int getPort() {
        return servers.isEmpty() ? -1 : servers.getFirst().port();
    }

    /** Connections open now. */
    public int connections() {
        return connections.get();
    }
}
