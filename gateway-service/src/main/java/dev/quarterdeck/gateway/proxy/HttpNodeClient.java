package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.tunnel.AgreedUpgrade;
import dev.quarterdeck.gateway.tunnel.AskedServer;
import dev.quarterdeck.gateway.tunnel.UpgradeAnswer;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.tls.PemFiles;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.tcp.TcpClient;

/**
 * HTTP/1.1 over mutual TLS (or plainly, to pods), on Netty's event loops. Connections are pooled and bounded per node; what waits for one is bounded too.
 */
public final class HttpNodeClient implements NodeClient, AutoCloseable {
    static final int MAX_FRAME = 1024 * 1024;

    private final ConnectionProvider connections;
    private final HttpClient client;
    private final TcpClient raw;
    private final String scheme;
    private final BiFunction<NodeEndpoint, Throwable, Throwable> unreachable;

    private HttpNodeClient(NodeClientSettings settings, String name, String scheme, SslContext tls) {
        this(settings, name, scheme, tls, List.of(), HttpNodeClient::unreachable);
    }

    private HttpNodeClient(
            NodeClientSettings settings,
            String name,
            String scheme,
            SslContext tls,
            List<SNIServerName> serverNames,
            BiFunction<NodeEndpoint, Throwable, Throwable> unreachable) {
        this.scheme = scheme;
        this.unreachable = unreachable;
        this.connections = ConnectionProvider.builder(name)
                .maxConnections(settings.maxConnections())
                .pendingAcquireMaxCount(settings.maxConnections())
                .pendingAcquireTimeout(settings.connectTimeout())
                .maxIdleTime(Duration.ofSeconds(30))
                .build();
        HttpClient http = HttpClient.create(connections)
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .followRedirect(false);
        TcpClient tcp = TcpClient.create(connections)
                .runOn(HttpResources.get())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis());
        Consumer<SslProvider.SslContextSpec> secure = spec -> {
            var builder = spec.sslContext(tls).handshakeTimeout(settings.connectTimeout());
            if (!serverNames.isEmpty()) {
                builder.serverNames(serverNames.toArray(SNIServerName[]::new));
            }
        };
        this.client = scheme.equals("http") ? http : http.secure(secure);
        this.raw = scheme.equals("http") ? tcp : tcp.secure(secure);
    }

    /** To node-agents: both sides show certificates, and the node's must be good for its address. */
    public static HttpNodeClient toNodes(NodeClientSettings settings) {
        SslContextBuilder tls = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        try {
            if (settings.certFile() != null && settings.keyFile() != null) {
                tls.keyManager(PemFiles.identity(settings.certFile(), settings.keyFile()));
            }
            if (settings.caFile() != null) {
                tls.trustManager(PemFiles.trust(settings.caFile()));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(e);
        }
        return new HttpNodeClient(settings, "node-agents", "https", build(tls));
    }

    /** To pods, without a certificate of ours. As in the reference, {@code https} to a pod does not verify the pod's certificate. */
    public static HttpNodeClient toPods(NodeClientSettings settings, String scheme) {
        SslContextBuilder tls = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
        return new HttpNodeClient(settings, "pods-" + scheme, scheme, build(tls));
    }

    /**
     * To a service, whose certificate must be good for a name whatever address is asked.
     *
     * @param name of the pool of connections
     * @param serverName empty: nothing is asked for by name
     * @param unreachable the failure that a request ends with when the service cannot be reached
     */
    public static HttpNodeClient toService(
            NodeClientSettings settings,
            String name,
            String serverName,
            SslContext tls,
            BiFunction<NodeEndpoint, Throwable, Throwable> unreachable) {
        List<SNIServerName> names = serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName));
        return new HttpNodeClient(settings, name, "https", tls, names, unreachable);
    }

    private static SslContext build(SslContextBuilder tls) {
        try {
            return tls.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static IllegalArgumentException unusable(Exception e) {
        return new IllegalArgumentException(
                "cannot set up TLS to nodes; check quarterdeck.gateway.nodes.*: " + e.getMessage(), e);
    }

    private String url(NodeEndpoint node, String uri) {
        return scheme + "://" + node.authority() + uri;
    }

    @Override
    public Mono<Void> exchange(Request request, Function<Answer, Mono<Void>> consumer) {
        return client.headers(to -> request.headers().forEach((name, values) -> to.set(name, values)))
                .request(HttpMethod.valueOf(request.method()))
                .uri(url(request.node(), request.uri()))
                .send(ByteBufFlux.fromInbound(request.body()))
                .response((response, body) -> {
                    HttpHeaders headers = springs(response.responseHeaders());
                    return consumer.apply(new Answer(response.status().code(), headers, body.map(b -> b)));
                })
                .then()
                .onErrorMap(HttpNodeClient::isUnreachable, e -> unreachable.apply(request.node(), e));
    }

    @Override
    public Mono<Void> upgrade(
            Request request, Function<AgreedUpgrade, Mono<Void>> agreed, Function<Answer, Mono<Void>> consumer) {
        DefaultHttpRequest head =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method()), request.uri());
        request.headers().forEach((name, values) -> head.headers().set(name, values));
        head.headers().set(HttpHeaderNames.HOST, request.node().authority());
        return raw.host(request.node().host())
                .port(request.node().port())
                .connect()
                .flatMap(connection -> AskedServer.ask(connection, head, request.body(), answer -> switch (answer) {
                    case UpgradeAnswer.Agreed(AgreedUpgrade upgrade) -> agreed.apply(upgrade);
                    case UpgradeAnswer.Other other ->
                        consumer.apply(new Answer(other.status(), springs(other.headers()), other.body()));
                }))
                .onErrorMap(HttpNodeClient::isUnreachable, e -> unreachable.apply(request.node(), e));
    }

    private static HttpHeaders springs(io.netty.handler.codec.http.HttpHeaders from) {
        HttpHeaders headers = new HttpHeaders();
        from.forEach(h -> headers.add(h.getKey(), h.getValue()));
        return headers;
    }

    @Override
    public Mono<Void> webSocket(
            NodeEndpoint node,
            String uri,
            List<String> protocols,
            BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> session) {
        WebsocketClientSpec.Builder spec =
                WebsocketClientSpec.builder().maxFramePayloadLength(MAX_FRAME).handlePing(true);
        if (!protocols.isEmpty()) {
            spec.protocols(String.join(",", protocols));
        }
        return client.websocket(spec.build())
                .uri(url(node, uri).replaceFirst("^http", "ws"))
                .handle(session)
                .then()
                .onErrorMap(
                        WebSocketClientHandshakeException.class,
                        e -> new Refused(
                                e.response() == null
                                        ? 502
                                        : e.response().status().code()))
                .onErrorMap(HttpNodeClient::isUnreachable, e -> unreachable.apply(node, e));
    }

    private static boolean isUnreachable(Throwable e) {
        return e instanceof java.io.IOException
                || e instanceof java.util.concurrent.TimeoutException
                || e instanceof io.netty.channel.ChannelException
                || e instanceof reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
    }

    private static Throwable unreachable(NodeEndpoint node, Throwable e) {
        return ApiException.internal("error dialing backend: " + node.authority() + ": " + e.getMessage());
    }

    @Override
    public void close() {
        connections.dispose();
    }
}
