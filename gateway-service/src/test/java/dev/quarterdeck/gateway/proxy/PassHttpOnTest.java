package dev.quarterdeck.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfoParser;
import dev.quarterdeck.gateway.tunnel.UpgradeRequests;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Client, gateway and a pod's own HTTP server on loopback. */
@Timeout(30)
class PassHttpOnTest {
    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final NodeClientSettings settings = new NodeClientSettings(null, null, null, Duration.ofSeconds(5), 10);
    private final HttpNodeClient plain = HttpNodeClient.toPods(settings, "http");
    private final HttpNodeClient secure = HttpNodeClient.toPods(settings, "https");
    private DisposableServer pod;
    private DisposableServer gateway;

    @BeforeEach
    void servers() {
        pod = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> response.status(request.uri().contains("teapot") ? 418 : 200)
                                .header("X-From", "pod")
                                .header("Content-Type", "text/html")
                                .sendString(Mono.just(request.method() + " " + request.uri() + " auth="
                                        + request.requestHeaders().get("Authorization") + " mine="
                                        + request.requestHeaders().get("X-Mine") + " body=" + body))
                                .then()))
                .bindNow();
        HttpProxyHandler handler = new HttpProxyHandler(
                new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
                plain,
                plain,
                secure,
                address -> address.equals("127.0.0.1"),
                new SplittableRandom(1));
        var adapter = new ReactorHttpHandlerAdapter(
                WebHttpHandlerBuilder.webHandler(e -> dispatch(handler, e)).build());
        gateway = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    if (UpgradeRequests.isUpgrade(request.requestHeaders())) {
                        request.withConnection(
                                c -> UpgradeRequests.follow(c.channel(), new Draining(), new HttpDecoderConfig()));
                    }
                    return adapter.apply(request, response);
                })
                .bindNow();
        caches.put(new StoredResource("", "pods"), """
                {"metadata":{"name":"web","namespace":"ns"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":%d}]}]},"status":{"podIP":"127.0.0.1"}}""".formatted(pod.port()));
        caches.put(new StoredResource("", "services"), """
                {"metadata":{"name":"svc","namespace":"ns"},"spec":{"ports":[{"name":"http","port":80},{"name":"other","port":81}]}}""");
        caches.put(new StoredResource("discovery.k8s.io", "endpointslices"), """
                {"metadata":{"name":"svc-1","namespace":"ns","labels":{"kubernetes.io/service-name":"svc"}},"ports":[{"name":"http","port":%d}],
                 "endpoints":[{"addresses":["10.9.9.9"],"conditions":{"ready":false}},{"addresses":["127.0.0.1"],"conditions":{"ready":true}}]}""".formatted(pod.port()));
    }

    @AfterEach
    void close() {
        gateway.disposeNow();
        pod.disposeNow();
        plain.close();
        secure.close();
    }

    @Test
    void aPodIsAskedWithPathQueryBodyAndHeadersButNotWithCredentials() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(uri("/namespaces/ns/pods/web/proxy/a%2Fb/c?x=1&y=%20"))
                        .header("Authorization", "Bearer secret")
                        .header("X-Mine", "yes")
                        .POST(BodyPublishers.ofString("hello")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST /a%2Fb/c?x=1&y=%20 auth=null mine=yes body=hello");
        assertThat(answer.headers().firstValue("X-From")).hasValue("pod");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html");
    }

    @Test
    void whatThePodAnswersIsPassedOnWhateverItIs() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("/namespaces/ns/pods/web:" + pod.port() + "/proxy/teapot")))
                        .statusCode())
                .isEqualTo(418);
    }

    @Test
    void aServiceIsAReadyEndpointOfIt() throws Exception {
        for (String id : new String[] {"svc:http", "svc:80", "http:svc:http"}) {
            assertThat(send(HttpRequest.newBuilder(uri("/namespaces/ns/services/" + id + "/proxy/x")))
                            .body())
                    .startsWith("GET /x");
        }
        HttpResponse<String> none = send(HttpRequest.newBuilder(uri("/namespaces/ns/services/svc:other/proxy/x")));
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(none.body()).contains("no endpoints available for service \\\"svc:other\\\"");
        assertThat(send(HttpRequest.newBuilder(uri("/namespaces/ns/services/svc/proxy/x")))
                        .body())
                .contains("no service port \\\"\\\" found for service \\\"svc\\\"");
    }

    @Test
    void aWebSocketIsPassedOnWithItsSubprotocolAndHeaders() throws Exception {
        DisposableServer echo = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws(
                        "/echo",
                        (in, out) -> out.sendString(in.receive()
                                .asString()
                                .map(text -> text + " mine=" + in.headers().get("X-Mine"))),
                        WebsocketServerSpec.builder().protocols("chat").build()))
                .bindNow();
        try {
            CompletableFuture<String> heard = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .header("X-Mine", "1")
                    .subprotocols("chat")
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + gateway.port() + "/api/v1/namespaces/ns/pods/web:"
                                    + echo.port() + "/proxy/echo"),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                    heard.complete(data.toString());
                                    return CompletableFuture.completedStage(null);
                                }
                            })
                    .get(10, TimeUnit.SECONDS);
            assertThat(socket.getSubprotocol()).isEqualTo("chat");
            socket.sendText("hello", true);
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("hello mine=1");
            socket.abort();
        } finally {
            echo.disposeNow();
        }
    }

    @Test
    void anEmptyPathIsRedirectedToASlash() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/namespaces/ns/pods/web/proxy?a=b")));
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/namespaces/ns/pods/web/proxy/?a=b");
        assertThat(send(HttpRequest.newBuilder(uri("/namespaces/ns/pods/web/proxy/")))
                        .body())
                .startsWith("GET / ");
    }

    @Test
    void anAddressThatAPodMadeUpIsNotAsked() throws Exception {
        caches.put(new StoredResource("", "pods"), """
                {"metadata":{"name":"evil","namespace":"ns"},"spec":{"containers":[]},"status":{"podIP":"169.254.169.254"}}""");
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/namespaces/ns/pods/evil/proxy/latest")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("address not allowed");
    }

    @Test
    void aNodeIsItsAgentUnlessAnotherPortIsNamed() {
        var node = Json.read("""
                {"metadata":{"name":"n1"},"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.5"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":10251}}}}""".getBytes());
        NodeEndpoint agent = new NodeEndpoint("10.0.0.5", 10251);
        assertThat(ProxyRoute.toNode(ProxyTarget.parse("n1", "node"), node, a -> true))
                .isEqualTo(new ProxyRoute(agent, "https", true));
        assertThat(ProxyRoute.toNode(ProxyTarget.parse("n1:10251", "node"), node, a -> true))
                .isEqualTo(new ProxyRoute(agent, "https", true));
        assertThat(ProxyRoute.toNode(ProxyTarget.parse("http:n1:9100", "node"), node, a -> true))
                .isEqualTo(new ProxyRoute(new NodeEndpoint("10.0.0.5", 9100), "http", false));
        assertThat(ProxyRoute.toNode(ProxyTarget.parse("n1:10251", "node"), node, a -> false))
                .isEqualTo(new ProxyRoute(agent, "https", true));
        assertThatThrownBy(() -> ProxyRoute.toNode(ProxyTarget.parse("n1:9100", "node"), node, a -> false))
                .hasMessage("address not allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "8.8.8.8, true",
        "fd00::1, true",
        "127.0.0.1, false",
        "169.254.169.254, false",
        "224.0.0.1, false",
        "0.0.0.0, false",
        "::1, false",
        "fe80::1, false",
        "localhost, false",
        "'', false",
        "example.org, false"
    })
    void onlyAddressesOfTheNetworkAreAllowed(String address, boolean allowed) {
        assertThat(ProxyRoute.isGlobalUnicast(address)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"a:b:c:d", "ftp:web:80", ":80", "https::80"})
    void oddNamesAreRefused(String id) {
        assertThatThrownBy(() -> ProxyTarget.parse(id, "pod"))
                .isInstanceOf(ApiException.class)
                .hasMessage("invalid pod request \"" + id + "\"");
    }

    private static Mono<Void> dispatch(HttpProxyHandler handler, ServerWebExchange exchange) {
        var request = new RequestInfoParser(BuiltInResources::catalog)
                .parse(
                        exchange.getRequest().getMethod().name(),
                        exchange.getRequest().getURI().getRawPath(),
                        Query.of(exchange));
        return Mono.defer(() -> handler.handles(request)
                        ? handler.handle(request, User.ANONYMOUS, exchange)
                        : Mono.error(ApiException.badRequest("not claimed")))
                .onErrorResume(ApiException.class, e -> {
                    exchange.getResponse().setStatusCode(HttpStatus.valueOf(e.code()));
                    return exchange.getResponse()
                            .writeWith(Mono.just(
                                    exchange.getResponse().bufferFactory().wrap(Json.write(e.toStatus()))));
                });
    }

    private URI uri(String rest) {
        return URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1" + rest);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
