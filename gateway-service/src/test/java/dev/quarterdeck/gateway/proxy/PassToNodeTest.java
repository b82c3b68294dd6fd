package dev.quarterdeck.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.testing.Certificates;
import dev.quarterdeck.gateway.testing.Certificates.Issued;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.node.ObjectNode;

/** Client, gateway and node as three parties on loopback, with real TLS between gateway and node. */
@Timeout(30)
class PassToNodeTest {
    @TempDir
    Path dir;

    private final Certificates certificates = new Certificates(Instant.now());
    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final AtomicReference<Boolean> mayCreate = new AtomicReference<>(true);
    private final HttpClient client = HttpClient.newHttpClient();
    private FakeNode node;
    private HttpNodeClient nodes;
    private DisposableServer gateway;

    @BeforeEach
    void gateway() throws Exception {
        Issued own = certificates.client("CN=kube-apiserver-kubelet-client");
        Path cert = pem("cert.pem", "CERTIFICATE", own.certificate().getEncoded());
        Path key = pem("key.pem", "PRIVATE KEY", own.key().getPrivate().getEncoded());
        Path ca = pem("ca.pem", "CERTIFICATE", certificates.authority().getEncoded());
        nodes = HttpNodeClient.toNodes(new NodeClientSettings(cert, key, ca, Duration.ofSeconds(5), 100));
        PodNodes pods =
                new PodNodes(new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())));
        List<RequestHandler> handlers = List.of(
                new LogHandler(pods, nodes),
                new StreamHandler(pods, nodes, a -> mayCreate.get() ? Decision.YES : Decision.NO));
        gateway = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(e -> dispatch(handlers, e))
                        .build()))
                .bindNow();
    }

    @AfterEach
    void close() {
        gateway.disposeNow();
        nodes.close();
        if (node != null) {
            node.close();
        }
    }

    // ---- logs

    @Test
    void logsComeFromTheNodeWithTheOptionsOfTheRequest() throws Exception {
        node(r -> r.get("/containerLogs/ns/web/app", noting(FakeNode.text(200, "one\ntwo\n"))));
        HttpResponse<String> answer =
                get("pods/web/log?tailLines=2&timestamps=true&sinceTime=2026-11-20T12:00:00Z&previous=false");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("one\ntwo\n");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
        assertThat(node.requests)
                .containsExactly(
                        "/containerLogs/ns/web/app?sinceTime=2026-11-20T12%3A00%3A00Z&tailLines=2&timestamps=true");
        assertThat(node.callers).containsExactly("CN=kube-apiserver-kubelet-client");
    }

    @Test
    void aFollowedLogArrivesPieceByPiece() throws Exception {
        Sinks.Many<String> lines = Sinks.many().unicast().onBackpressureBuffer();
        node(r -> r.get(
                "/containerLogs/ns/web/app",
                (request, response) -> response.send(
                        lines.asFlux().map(l -> io.netty.buffer.Unpooled.copiedBuffer(l, StandardCharsets.UTF_8)),
                        b -> true)));
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                HttpRequest.newBuilder(uri("pods/web/log?follow")).build(), BodyHandlers.ofInputStream());
        lines.tryEmitNext("first\n");
        InputStream body = answer.get(10, TimeUnit.SECONDS).body();
        assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first\n");
        lines.tryEmitNext("second\n");
        assertThat(new String(body.readNBytes(7), StandardCharsets.UTF_8)).isEqualTo("second\n");
        lines.tryEmitComplete();
        assertThat(body.read()).isEqualTo(-1);
    }

    @Test
    void ofALogNoMoreIsTakenThanTheClientTakes() throws Exception {
        long most = 512L << 20;
        AtomicLong asked = new AtomicLong();
        byte[] piece = new byte[32 << 10];
        node(r -> r.get(
                "/containerLogs/ns/web/app",
                (request, response) -> response.send(
                        Flux.<io.netty.buffer.ByteBuf>generate(sink -> {
                            if (asked.addAndGet(piece.length) > most) {
                                sink.complete();
                            } else {
                                sink.next(io.netty.buffer.Unpooled.wrappedBuffer(piece));
                            }
                        }),
                        b -> true)));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(8 << 10);
            slow.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
            slow.getOutputStream()
                    .write(("GET " + uri("pods/web/log?follow").getRawPath() + "?follow HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            // what the node has sent stands still: it fills the buffers of two connections and no more
            long before = -1;
            while (asked.get() != before) {
                before = asked.get();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
            assertThat(before).isLessThan(most / 8);
        }
    }

    @Test
    void whatTheNodeRefusesIsAStatus() throws Exception {
        node(r -> r.get("/containerLogs/ns/web/app", FakeNode.text(400, "container \"app\" is waiting to start")));
        HttpResponse<String> answer = get("pods/web/log");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(status(answer).get("message").stringValue()).isEqualTo("container \"app\" is waiting to start");
        assertThat(status(answer).get("reason").stringValue()).isEqualTo("BadRequest");
    }

    @Test
    void aLogOfAPodWithoutANodeIsEmpty() throws Exception {
        caches.put(new StoredResource("", "pods"), pod("pending", "", "app"));
        assertThat(get("pods/pending/log").statusCode()).isEqualTo(204);
    }

    @Test
    void theContainerMustBeKnownAndClear() throws Exception {
        caches.put(new StoredResource("", "pods"), pod("two", "n1", "a", "b"));
        assertThat(message(get("pods/two/log")))
                .isEqualTo("a container name must be specified for pod two, choose one of: [a b]");
        assertThat(message(get("pods/two/log?container=c"))).isEqualTo("container c is not valid for pod two");
        assertThat(message(get("pods/none/log"))).isEqualTo("pods \"none\" not found");
        assertThat(message(get("pods/two/log?container=a&limitBytes=0")))
                .isEqualTo("PodLogOptions \"two\" is invalid: limitBytes: Invalid value: 0: must be greater than 0");
        assertThat(message(get("pods/two/log?container=a&tailLines=-1")))
                .isEqualTo(
                        "PodLogOptions \"two\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0");
        assertThat(message(get("pods/two/log?container=a&sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z")))
                .isEqualTo(
                        "PodLogOptions \"two\" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
        assertThat(message(get("pods/two/log?container=a&stream=Stdout")))
                .isEqualTo("PodLogOptions \"two\" is invalid: stream: Forbidden: may not be specified");
        assertThat(message(get("pods/two/log?sinceTime=abc")))
                .isEqualTo("parsing time \"abc\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"abc\" as \"2006\"");
        assertThat(message(get("pods/two/log?tailLines=x")))
                .isEqualTo("strconv.ParseInt: parsing \"x\": invalid syntax");
    }

    @Test
    void aNodeThatIsNotThereIsAStatus() throws Exception {
        node(r -> {});
        node.close();
        HttpResponse<String> answer = get("pods/web/log");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(message(answer)).contains("error dialing backend: 127.0.0.1:");
    }

    @Test
    void aNodeWhoseCertificateIsForAnotherAddressIsNotTalkedTo() throws Exception {
        node = new FakeNode(
                certificates, "10.9.8.7", r -> r.get("/containerLogs/ns/web/app", FakeNode.text(200, "secret")));
        know(node.port());
        HttpResponse<String> answer = get("pods/web/log");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret");
    }

    // ---- exec, attach, port-forward

    @Test
    void execRunsThroughWithTheProtocolThatTheNodeChose() throws Exception {
        node(r -> r.ws(
                "/exec/ns/web/app",
                (in, out) -> out.sendObject(in.receiveFrames()
                        .filter(f -> f instanceof BinaryWebSocketFrame)
                        .map(WebSocketFrame::retain)),
                WebsocketServerSpec.builder().protocols("v5.channel.k8s.io").build()));
        Listener listener = new Listener();
        WebSocket socket =
                open("pods/web/exec?command=sh&command=-c&command=echo+a%26b&stdin=true&stdout=true&tty=1", listener);
        assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
        socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 'h', 'i'}), true).get();
        assertThat(listener.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {0, 'h', 'i'});
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
    }

    @Test
    void execPassesItsOptionsInTheKubeletsWords() {
        PodTarget target = PodTarget.stream(
                Json.read(pod("web", "n1", "app").getBytes()),
                "exec",
                org.springframework.web.util.UriComponentsBuilder.fromUriString(
                                "?command=sh&command=a%20%26b&stdin=true&stdout=1&stderr=false&tty")
                        .build()
                        .getQueryParams());
        assertThat(target.uri()).startsWith("/exec/ns/web/app?input=1&output=1&tty=1&command=sh&command=");
    }

    @Test
    void largeAndFragmentedMessagesPassUnharmedInBothDirections() throws Exception {
        node(r -> r.ws(
                "/attach/ns/web/app",
                (in, out) -> out.sendObject(
                        in.aggregateFrames(2 << 20).receiveFrames().map(f -> f.retain())),
                WebsocketServerSpec.builder()
                        .protocols("v4.channel.k8s.io")
                        .maxFramePayloadLength(1 << 20)
                        .build()));
        Listener listener = new Listener();
        WebSocket socket = open("pods/web/attach?stdin=1&stdout=1", listener);
        byte[] payload = new byte[700_000];
        new Random(1).nextBytes(payload);
        for (int at = 0; at < payload.length; at += 50_000) {
            boolean last = at + 50_000 >= payload.length;
            socket.sendBinary(ByteBuffer.wrap(payload, at, 50_000), last).get();
        }
        assertThat(listener.messages.poll(20, TimeUnit.SECONDS)).isEqualTo(payload);
        socket.abort();
    }

    @Test
    void theNodesCloseReachesTheClientWithItsCodeAndReason() throws Exception {
        node(r -> r.ws(
                "/exec/ns/web/app",
                (in, out) ->
                        out.sendByteArray(Mono.just(new byte[] {3, 'x'})).then().then(out.sendClose(1011, "broken")),
                WebsocketServerSpec.builder().protocols("v5.channel.k8s.io").build()));
        Listener listener = new Listener();
        open("pods/web/exec?command=ls&stdout=1", listener);
        assertThat(listener.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(new byte[] {3, 'x'});
        assertThat(listener.closed.get(10, TimeUnit.SECONDS)).isEqualTo("1011 broken");
    }

    @Test
    void theClientsCloseReachesTheNode() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        node(r -> r.ws(
                "/exec/ns/web/app",
                (in, out) -> {
                    in.receiveCloseStatus().subscribe(s -> closed.complete(s.code()));
                    return out.sendObject(Flux.never());
                },
                WebsocketServerSpec.builder().protocols("v5.channel.k8s.io").build()));
        WebSocket socket = open("pods/web/exec?command=ls&stdout=1", new Listener());
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void aClientThatVanishesLeavesNothingOpenOnTheNode() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        node(r -> r.ws(
                "/exec/ns/web/app",
                (in, out) -> {
                    in.withConnection(c -> c.onDispose(() -> ended.complete(null)));
                    return out.sendObject(Flux.never());
                },
                WebsocketServerSpec.builder().protocols("v5.channel.k8s.io").build()));
        WebSocket socket = open("pods/web/exec?command=ls&stdout=1", new Listener());
        socket.abort();
        ended.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNodeThatRefusesAnUpgradeIsQuoted() throws Exception {
        node(r -> r.get("/exec/ns/web/app", FakeNode.text(500, "container app is not running")));
        assertThat(refusal("pods/web/exec?command=ls&stdout=1").statusCode()).isEqualTo(500);
        HttpResponse<String> answer = upgrade("pods/web/exec?command=ls&stdout=1", "websocket");
        assertThat(message(answer)).isEqualTo("Internal error occurred: container app is not running");
    }

    @Test
    void portForwardKeepsTheTunnelsProtocol() throws Exception {
        node(r -> r.ws(
                "/portForward/ns/web",
                (in, out) -> out.sendObject(in.receiveFrames().map(WebSocketFrame::retain)),
                WebsocketServerSpec.builder()
                        .protocols("SPDY/3.1+portforward.k8s.io")
                        .build()));
        // The JDK's client takes the slash in this name for an error.
        byte[] echoed = reactor.netty.http.client.HttpClient.create()
                .websocket(reactor.netty.http.client.WebsocketClientSpec.builder()
                        .protocols("SPDY/3.1+portforward.k8s.io")
                        .build())
                .uri(uri("pods/web/portforward").toString().replace("http:", "ws:"))
                .handle((in, out) -> {
                    assertThat(in.selectedSubprotocol()).isEqualTo("SPDY/3.1+portforward.k8s.io");
                    return out.sendByteArray(Mono.just(new byte[] {1, 2, 3}))
                            .then()
                            .thenMany(in.receive().asByteArray().take(1));
                })
                .blockFirst(Duration.ofSeconds(10));
        assertThat(echoed).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void whoMayOnlyGetMayNotExec() throws Exception {
        mayCreate.set(false);
        node(r -> {});
        HttpResponse<String> answer = get("pods/web/exec?command=ls");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(message(answer))
                .isEqualTo(
                        "pods \"web\" is forbidden: User \"alice\" cannot create resource \"pods/exec\" in API group \"\" in the namespace \"ns\"");
    }

    @Test
    void whatIsNoUpgradeOrCannotBeOneIsRefusedHonestly() throws Exception {
        node(r -> {});
        assertThat(message(get("pods/web/exec?command=ls"))).isEqualTo("Upgrade request required");
        assertThat(message(upgrade("pods/web/exec?command=ls", "SPDY/3.1")))
                .isEqualTo("this connection cannot be upgraded");
        caches.put(new StoredResource("", "pods"), pod("pending", "", "app"));
        assertThat(message(get("pods/pending/exec?command=ls"))).isEqualTo("pod pending does not have a host assigned");
    }

    // ---- the three parties

    private void node(Consumer<HttpServerRoutes> routes) throws Exception {
        node = new FakeNode(certificates, routes);
        know(node.port());
    }

    private java.util.function.BiFunction<
                    reactor.netty.http.server.HttpServerRequest,
                    reactor.netty.http.server.HttpServerResponse,
                    org.reactivestreams.Publisher<Void>>
            noting(
                    java.util.function.BiFunction<
                                    reactor.netty.http.server.HttpServerRequest,
                                    reactor.netty.http.server.HttpServerResponse,
                                    org.reactivestreams.Publisher<Void>>
                            answer) {
        return (request, response) -> node.noting(answer).apply(request, response);
    }

    private void know(int port) {
        caches.put(new StoredResource("", "nodes"), """
                {"metadata":{"name":"n1"},"status":{"addresses":[{"type":"Hostname","address":"n1"},{"type":"InternalIP","address":"127.0.0.1"}],
                 "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(port));
        caches.put(new StoredResource("", "pods"), pod("web", "n1", "app"));
    }

    private static String pod(String name, String node, String... containers) {
        return """
                {"metadata":{"name":"%s","namespace":"ns"},"spec":{"nodeName":"%s","containers":[%s]}}""".formatted(
                        name,
                        node,
                        String.join(
                                ",",
                                java.util.Arrays.stream(containers)
                                        .map(c -> "{\"name\":\"" + c + "\"}")
                                        .toList()));
    }

    /** The dispatcher in small: the path's parts, the handler, and failures as a Status. */
    private static Mono<Void> dispatch(List<RequestHandler> handlers, ServerWebExchange exchange) {
        String[] parts = exchange.getRequest().getPath().value().split("/");
        RequestInfo request = new RequestInfo("get", "/", "", "v1", parts[5], parts[7], parts[4], parts[6], "", null);
        User alice = new User("alice", "", List.of(), java.util.Map.of());
        return Mono.defer(() -> handlers.stream()
                        .filter(h -> h.handles(request))
                        .findFirst()
                        .orElseThrow()
                        .handle(request, alice, exchange))
                .onErrorResume(ApiException.class, e -> {
                    exchange.getResponse().setStatusCode(HttpStatus.valueOf(e.code()));
                    return exchange.getResponse()
                            .writeWith(Mono.just(
                                    exchange.getResponse().bufferFactory().wrap(Json.write(e.toStatus()))));
                });
    }

    private URI uri(String rest) {
        return URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/namespaces/ns/" + rest);
    }

    private HttpResponse<String> get(String rest) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(rest))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                BodyHandlers.ofString());
    }

    private WebSocket open(String rest, Listener listener) throws Exception {
        return client.newWebSocketBuilder()
                .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io")
                .buildAsync(URI.create(uri(rest).toString().replace("http:", "ws:")), listener)
                .get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<?> refusal(String rest) throws Exception {
        try {
            open(rest, new Listener());
            throw new AssertionError("was not refused");
        } catch (ExecutionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse();
        }
    }

    /** A handshake by hand, whose answer has a body to read. */
    private HttpResponse<String> upgrade(String rest, String protocol) throws Exception {
        StringBuilder answer = new StringBuilder();
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", gateway.port())) {
            URI uri = uri(rest);
            String request = "GET " + uri.getRawPath() + "?" + uri.getRawQuery()
                    + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + protocol
                    + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            byte[] buffer = new byte[4096];
            while (!answer.toString().contains("}")
                    || answer.chars().filter(c -> c == '{').count()
                            > answer.chars().filter(c -> c == '}').count()) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    break;
                }
                answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        }
        String body = answer.substring(answer.indexOf("{"), answer.lastIndexOf("}") + 1);
        return new TextAnswer(Integer.parseInt(answer.substring(9, 12)), body);
    }

    private static ObjectNode status(HttpResponse<String> answer) {
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String message(HttpResponse<String> answer) {
        return status(answer).get("message").stringValue();
    }

    private Path pem(String name, String type, byte[] der) throws Exception {
        return Files.writeString(
                dir.resolve(name),
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private static final class Listener implements WebSocket.Listener {
        private final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            partial.writeBytes(bytes);
            if (last) {
                messages.add(partial.toByteArray());
                partial.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }
    }

    private record TextAnswer(int statusCode, String body) implements HttpResponse<String> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.Optional<HttpResponse<String>> previousResponse() {
            return java.util.Optional.empty();
        }

        @Override
        public java.net.http.HttpHeaders headers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.Optional<javax.net.ssl.SSLSession> sslSession() {
            return java.util.Optional.empty();
        }

        @Override
        public URI uri() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
