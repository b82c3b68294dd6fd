package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.server.WebServerException;

/** Connections that say nothing, or not enough, cost little and do not stay. */
class HoldConnectionsTest {

    private static boolean isClosedByPeer(Socket socket) {
        try {
            socket.setSoTimeout(20);
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static long filesLeft() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? os.getMaxFileDescriptorCount() - os.getOpenFileDescriptorCount()
                : 1000;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in twenty seconds");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void tenThousandHalfOpenConnectionsDoNoHarm() throws Exception {
        // both ends of each connection are in this process
        int count = (int) Math.min(10_000, (filesLeft() - 500) / 2);
        Assumptions.assumeTrue(count > 200, "the limit of open files is too small");
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().connections(20_000, Duration.ofSeconds(3), Duration.ofSeconds(60)))) {
            List<SocketChannel> open = new ArrayList<>(count);
            try {
                InetSocketAddress address = new InetSocketAddress("127.0.0.1", gateway.server.getPort());
                for (int i = 0; i < count; i++) {
                    open.add(SocketChannel.open(address));
                }
                assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
                await(() -> gateway.server.connections() < 10);
                assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
            } finally {
                for (SocketChannel channel : open) {
                    channel.close();
                }
            }
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws Exception {
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().connections(2, Duration.ofSeconds(30), Duration.ofSeconds(60)))) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sockets.add(new Socket("127.0.0.1", gateway.server.getPort()));
            }
            // which of the three came last is for the event loops to say
            await(() ->
                    sockets.stream().filter(HoldConnectionsTest::isClosedByPeer).count() == 1);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectionThatNeverFinishesItsRequestIsClosed() throws Exception {
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().connections(100, Duration.ofSeconds(5), Duration.ofMillis(500)))) {
            SSLContext tls = gateway.ca.client(gateway.ca, "CN=slow");
            try (SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", gateway.server.getPort())) {
                socket.startHandshake();
                socket.setSoTimeout(15_000);
                socket.getOutputStream()
                        .write("GET /livez HTTP/1.1\r\nHost: x\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                int first;
                try {
                    first = socket.getInputStream().read();
                } catch (SocketException reset) {
                    first = -1;
                }
                assertThat(first).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aQuietWatchStaysAndAnIdleConnectionGoes(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().connections(100, Duration.ofSeconds(5), Duration.ofMillis(300)))) {
            HttpClient client = gateway.http(version);
            try (WatchClient watch =
                    new WatchClient(client, gateway.uri("/api/v1/configmaps?watch=1&timeoutSeconds=2"))) {
                long start = System.nanoTime();
                // nothing happens until the watch's own timeout, long after the connection's
                assertThat(watch.ends()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1500));
            }
            await(() -> gateway.server.connections() == 0);
        }
    }

    @Test
    void aQuietWebSocketStays() throws Exception {
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().connections(100, Duration.ofSeconds(5), Duration.ofMillis(300)))) {
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            long start = System.nanoTime();
            gateway.http(HttpClient.Version.HTTP_1_1)
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("wss"
                                    + gateway.uri("/api/v1/configmaps?watch=1&timeoutSeconds=2")
                                            .toString()
                                            .substring(5)),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                                    closed.complete(true);
                                    return null;
                                }

                                @Override
                                public void onError(WebSocket socket, Throwable error) {
                                    closed.complete(false);
                                }
                            })
                    .get(10, TimeUnit.SECONDS);
            closed.get(10, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (TestGateway gateway = new TestGateway()) {
            ApiServer second = new ApiServer(
                    new ApiServer.Listen(
                            List.of("127.0.0.1"),
                            gateway.server.getPort(),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            10),
                    gateway.tls,
                    (request, response) -> reactor.core.publisher.Mono.empty(),
                    () -> null);
            org.assertj.core.api.Assertions.assertThatThrownBy(second::start)
                    .isInstanceOf(WebServerException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + gateway.server.getPort());
        }
    }
}
