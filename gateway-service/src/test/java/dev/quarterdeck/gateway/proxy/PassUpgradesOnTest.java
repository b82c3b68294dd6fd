package dev.quarterdeck.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A raw client over TLS, the gateway, and a pod that speaks a protocol of its own invention after its 101. */
@Timeout(30)
class PassUpgradesOnTest {
    private static final String AGREED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: QUACK/1.0\r\nX-Duck: yes\r\n\r\n";

    private final NodeClientSettings settings = new NodeClientSettings(null, null, null, Duration.ofSeconds(5), 3);
    private final HttpNodeClient plain = HttpNodeClient.toPods(settings, "http");
    private final HttpNodeClient secure = HttpNodeClient.toPods(settings, "https");
    private final AtomicReference<RequestHandler> handler = new AtomicReference<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private ServerSocket pod;
    private TestGateway gateway;

    private interface Talk {
        void with(Socket socket, InputStream in, OutputStream out) throws IOException;
    }

    @BeforeEach
    void servers() throws Exception {
        pod = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        gateway = new TestGateway(TestGateway.Options.standard()
                .connections(100, Duration.ofSeconds(5), Duration.ofMillis(400))
                .handlers(new RequestHandler() {
                    @Override
                    public boolean handles(dev.quarterdeck.gateway.route.RequestInfo request) {
                        return handler.get().handles(request);
                    }

                    @Override
                    public reactor.core.publisher.Mono<Void> handle(
                            dev.quarterdeck.gateway.route.RequestInfo request,
                            dev.quarterdeck.gateway.authn.User user,
                            org.springframework.web.server.ServerWebExchange exchange) {
                        return handler.get().handle(request, user, exchange);
                    }
                }));
        FakeResourceCaches caches = gateway.state.caches;
        handler.set(new HttpProxyHandler(
                new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
                plain,
                plain,
                secure,
                address -> address.equals("127.0.0.1"),
                new SplittableRandom(1)));
        caches.put(new StoredResource("", "pods"), """
                {"metadata":{"name":"web","namespace":"ns"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":%d}]}]},"status":{"podIP":"127.0.0.1"}}""".formatted(pod.getLocalPort()));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        pod.close();
        plain.close();
        secure.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void theBackendSeesTheUpgradeAndTheClientItsAnswer() throws Exception {
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            echo(in, out);
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/quack?a=%20b", "Authorization: Bearer secret\r\nX-Mine: 1\r\n"));
            assertThat(head(client.getInputStream())).isEqualTo(AGREED);
            String asked = heads.poll(10, TimeUnit.SECONDS);
            assertThat(asked)
                    .startsWith("POST /quack?a=%20b HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nconnection: Upgrade\r\n")
                    .containsIgnoringCase("\r\nupgrade: QUACK/1.0\r\n")
                    .containsIgnoringCase("\r\nx-mine: 1\r\n")
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + pod.getLocalPort() + "\r\n")
                    .doesNotContainIgnoringCase("authorization");
            send(client, "quack?");
            assertThat(client.getInputStream().readNBytes(6)).asString().isEqualTo("quack?");
        }
    }

    @Test
    void bytesThatComeWithTheHandshakeAreNotLost() throws Exception {
        serve(1, (socket, in, out) -> {
            out.write((AGREED + "hello, ").getBytes(StandardCharsets.US_ASCII));
            echo(in, out);
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", "") + "GET \r");
            assertThat(head(client.getInputStream())).isEqualTo(AGREED);
            assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("hello, GET \r");
            send(client, "more");
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("more");
        }
    }

    @Test
    void muchPassesInBothDirectionsAtOnce() throws Exception {
        int size = 24 << 20;
        CompletableFuture<Long> heard = new CompletableFuture<>();
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual().start(() -> {
                try {
                    heard.complete(sum(in, size));
                } catch (IOException e) {
                    heard.completeExceptionally(e);
                }
            });
            pour(out, size, 2);
            heard.join();
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            head(client.getInputStream());
            CompletableFuture<Long> read = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    read.complete(sum(client.getInputStream(), size));
                } catch (IOException e) {
                    read.completeExceptionally(e);
                }
            });
            pour(client.getOutputStream(), size, 1);
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(expected(size, 2));
            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(expected(size, 1));
        }
    }

    @Test
    void whoIsNotListenedToIsHeldUp() throws Exception {
        CompletableFuture<Integer> written = new CompletableFuture<>();
        int much = 256 << 20;
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            int sent = 0;
            byte[] piece = new byte[1 << 16];
            try {
                while (sent < much) {
                    out.write(piece);
                    sent += piece.length;
                }
            } catch (IOException closed) {
                // as it should be
            }
            written.complete(sent);
        });
        // closed below TLS, which would read on for the other's last word
        try (Socket raw = new Socket("127.0.0.1", gateway.server.getPort())) {
            SSLSocket client = (SSLSocket) gateway.ca
                    .client(gateway.ca, "CN=tester")
                    .getSocketFactory()
                    .createSocket(raw, "127.0.0.1", gateway.server.getPort(), false);
            raw.setSoTimeout(10_000);
            send(client, upgrade("/", ""));
            head(client.getInputStream());
            // it fills what is between them, and no more than that
            assertThat(written).isNotDone();
            client.getInputStream().readNBytes(8 << 20);
            assertThat(written).isNotDone();
        }
        assertThat(written.get(20, TimeUnit.SECONDS)).isLessThan(64 << 20);
    }

    @Test
    void aRefusalIsPassedBackAsItIs() throws Exception {
        serve(
                1,
                (socket, in, out) ->
                        out.write("HTTP/1.1 403 Forbidden\r\nX-Duck: no\r\nContent-Length: 9\r\n\r\nno ducks!"
                                .getBytes(StandardCharsets.US_ASCII)));
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            String head = head(client.getInputStream());
            assertThat(head).startsWith("HTTP/1.1 403 Forbidden\r\n").contains("X-Duck: no\r\n");
            assertThat(client.getInputStream().readNBytes(9)).asString().isEqualTo("no ducks!");
            // the connection is HTTP's still
            send(client, "GET /version HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aRefusalInPiecesAndWithoutLengthIsPassedBackWhole() throws Exception {
        byte[] body = new byte[3 << 20];
        new Random(7).nextBytes(body);
        serve(1, (socket, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", "").replace("HTTP/1.1\r\n", "HTTP/1.1\r\nX-A: 1\r\n"));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 OK\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = chunk(client.getInputStream()); size > 0; size = chunk(client.getInputStream())) {
                all.write(client.getInputStream().readNBytes(size));
                client.getInputStream().readNBytes(2);
            }
            assertThat(all.toByteArray()).isEqualTo(body);
        }
    }

    @Test
    void whenTheBackendClosesTheClientGetsTheRestAndTheEnd() throws Exception {
        serve(1, (socket, in, out) -> out.write((AGREED + "bye").getBytes(StandardCharsets.US_ASCII)));
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            assertThat(head(client.getInputStream())).isEqualTo(AGREED);
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
        }
    }

    @Test
    void whenTheClientClosesTheBackendGetsTheRestAndTheEnd() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            heard.complete(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            head(client.getInputStream());
            send(client, "bye");
        }
        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("bye");
    }

    @Test
    void whoHasSaidAllMayStillListen() throws Exception {
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            byte[] all = in.readAllBytes();
            out.write(("heard " + all.length).getBytes(StandardCharsets.US_ASCII));
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            head(client.getInputStream());
            client.getOutputStream().write(new byte[100_000]);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("heard 100000");
        }
    }

    @Test
    void aQuietTunnelStaysAndItsConnectionIsFreeAfterwards() throws Exception {
        // connections to one backend are three
        serve(8, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            echo(in, out);
        });
        for (int i = 0; i < 8; i++) {
            try (SSLSocket client = connect()) {
                send(client, upgrade("/", ""));
                head(client.getInputStream());
                if (i == 0) {
                    // longer than an idle connection may stay
                    client.setSoTimeout(1000);
                    org.assertj.core.api.Assertions.assertThatThrownBy(
                                    () -> client.getInputStream().read())
                            .isInstanceOf(java.net.SocketTimeoutException.class);
                    client.setSoTimeout(10_000);
                }
                send(client, "still there");
                assertThat(client.getInputStream().readNBytes(11)).asString().isEqualTo("still there");
            }
        }
    }

    @Test
    void drainingEndsTunnels() throws Exception {
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        serve(1, (socket, in, out) -> {
            out.write(AGREED.getBytes(StandardCharsets.US_ASCII));
            ended.complete(in.read());
        });
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            head(client.getInputStream());
            gateway.draining.begin();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void whoMayNotIsRefusedBeforeTheBackendHearsOfIt() throws Exception {
        gateway.authorizer = attributes -> Decision.NO;
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403 Forbidden\r\n");
        }
        assertThat(heads).isEmpty();
    }

    @Test
    void aBackendThatSaysNothingIsNamed() throws Exception {
        serve(1, (socket, in, out) -> {});
        try (SSLSocket client = connect()) {
            send(client, upgrade("/", ""));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 500 ");
        }
    }

    @Test
    void commandsRunOverSpdyAsTheirNodeSpeaksIt() throws Exception {
        node();
        String agreed = AGREED.replace("QUACK/1.0", "SPDY/3.1");
        serve(1, (socket, in, out) -> {
            out.write(agreed.getBytes(StandardCharsets.US_ASCII));
            echo(in, out);
        });
        try (SSLSocket client = connect()) {
            send(client, spdy("exec?command=ls&command=-l&stdout=1"));
            assertThat(head(client.getInputStream())).isEqualTo(agreed);
            assertThat(heads.poll(10, TimeUnit.SECONDS))
                    .startsWith("POST /exec/ns/web/c?output=1&command=ls&command=-l HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nupgrade: SPDY/3.1\r\n")
                    .containsIgnoringCase("\r\nx-stream-protocol-version: v4.channel.k8s.io\r\n")
                    .containsIgnoringCase("\r\nx-stream-protocol-version: v3.channel.k8s.io\r\n")
                    .doesNotContainIgnoringCase("authorization");
            send(client, "a stream");
            assertThat(client.getInputStream().readNBytes(8)).asString().isEqualTo("a stream");
        }
    }

    @Test
    void whatANodeSaysInsteadOfSpdyIsAStatus() throws Exception {
        node();
        serve(
                1,
                (socket, in, out) -> out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 15\r\n\r\nno such process"
                        .getBytes(StandardCharsets.US_ASCII)));
        try (SSLSocket client = connect()) {
            send(client, spdy("portforward?ports=80"));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 404 ");
            assertThat(new String(client.getInputStream().readNBytes(200), StandardCharsets.UTF_8))
                    .startsWith("{\"kind\":\"Status\"")
                    .contains("could not find the requested resource ( pods/portforward web)");
        }
    }

    /** The pod's server plays its node. */
    private void node() {
        FakeResourceCaches caches = gateway.state.caches;
        caches.put(new StoredResource("", "nodes"), """
                {"metadata":{"name":"n1"},"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                 "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(pod.getLocalPort()));
        caches.put(new StoredResource("", "pods"), """
                {"metadata":{"name":"web","namespace":"ns"},"spec":{"nodeName":"n1","containers":[{"name":"c"}]}}""");
        handler.set(new StreamHandler(
                new PodNodes(new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest()))),
                plain,
                attributes -> Decision.YES));
    }

    private static String spdy(String rest) {
        return "POST /api/v1/namespaces/ns/pods/web/" + rest
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "Content-Length: 0\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n"
                + "X-Stream-Protocol-Version: v3.channel.k8s.io\r\n\r\n";
    }

    // ---- the parties

    private void serve(int connections, Talk talk) {
        Thread.ofVirtual().start(() -> {
            for (int i = 0; i < connections; i++) {
                try {
                    Socket socket = pod.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            heads.add(head(socket.getInputStream()));
                            talk.with(socket, socket.getInputStream(), socket.getOutputStream());
                        } catch (IOException | RuntimeException e) {
                            failures.add(e);
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket) gateway.ca
                .client(gateway.ca, "CN=tester")
                .getSocketFactory()
                .createSocket("127.0.0.1", gateway.server.getPort());
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String upgrade(String rest, String more) {
        return "POST /api/v1/namespaces/ns/pods/web/proxy" + rest
                + " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: QUACK/1.0\r\nContent-Length: 0\r\n"
                + more + "\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Up to the empty line, and no byte more. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int chunk(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) in.read());
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
    }

    private static void pour(OutputStream out, int size, long seed) throws IOException {
        Random random = new Random(seed);
        byte[] piece = new byte[10_000];
        for (int left = size; left > 0; left -= piece.length) {
            random.nextBytes(piece);
            out.write(piece, 0, Math.min(left, piece.length));
        }
        out.flush();
    }

    private static long expected(int size, long seed) throws IOException {
        CRC32 sum = new CRC32();
        pour(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        sum.update(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        sum.update(bytes, from, length);
                    }
                },
                size,
                seed);
        return sum.getValue();
    }

    private static long sum(InputStream in, int size) throws IOException {
        CRC32 sum = new CRC32();
        byte[] piece = new byte[1 << 16];
        int left = size;
        while (left > 0) {
            int n = in.read(piece, 0, Math.min(left, piece.length));
            if (n < 0) {
                throw new IOException("ended with " + left + " bytes to come");
            }
            sum.update(piece, 0, n);
            left -= n;
        }
        return sum.getValue();
    }
}
