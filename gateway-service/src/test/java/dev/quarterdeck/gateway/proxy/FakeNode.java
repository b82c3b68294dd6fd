package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.testing.Certificates;
import dev.quarterdeck.gateway.testing.Certificates.Issued;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** A node-agent's listener: mutual TLS on loopback, with the routes that a test gives it. Remembers what it was asked, and by whom. */
final class FakeNode implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> callers = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    FakeNode(Certificates certificates, Consumer<HttpServerRoutes> routes) throws Exception {
        this(certificates, "127.0.0.1", routes);
    }

    FakeNode(Certificates certificates, String certifiedAddress, Consumer<HttpServerRoutes> routes) throws Exception {
        Issued own = certificates.server("O=system:nodes,CN=system:node:n1", certifiedAddress);
        SslContext tls = SslContextBuilder.forServer(own.key().getPrivate(), own.certificate())
                .trustManager(certificates.authority())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .route(r -> {
                    routes.accept(r);
                })
                .bindNow();
    }

    /** Notes the request, then answers. */
    BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> noting(
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        return (request, response) -> {
            requests.add(request.uri());
            request.withConnection(c -> {
                try {
                    SslHandler ssl = c.channel().pipeline().get(SslHandler.class);
                    X509Certificate peer =
                            (X509Certificate) ssl.engine().getSession().getPeerCertificates()[0];
                    callers.add(peer.getSubjectX500Principal().getName());
                } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
                    callers.add("nobody");
                }
            });
            return answer.apply(request, response);
        };
    }

    static BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> text(int status, String text) {
        return (request, response) -> response.status(status).sendString(Mono.just(text));
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
