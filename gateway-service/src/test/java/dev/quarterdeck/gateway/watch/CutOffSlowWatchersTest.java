package dev.quarterdeck.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.CacheSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class CutOffSlowWatchersTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final int EVENTS = 800;

    private static SSLSocket deafWatcher(TestGateway gateway) throws IOException {
        return deafWatcher(gateway, "/api/v1/configmaps?watch=1");
    }

    private static SSLSocket deafWatcher(TestGateway gateway, String path) throws IOException {
        SSLContext tls = gateway.ca.client(gateway.ca, "CN=slow");
        Socket plain = new Socket();
        plain.setReceiveBufferSize(8 * 1024);
        plain.connect(new InetSocketAddress("127.0.0.1", gateway.server.getPort()));
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        socket.startHandshake();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static double open(TestGateway gateway) {
        return gateway.registry.find("apiserver_longrunning_requests").tag("verb", "WATCH").gauges().stream()
                .mapToDouble(g -> g.value())
                .sum();
    }

    @Test
    void aSlowWatcherIsCutOffAndTheOthersMissNothing() throws Exception {
        WatchSettings settings =
                new WatchSettings(50, Duration.ofMillis(1500), Duration.ofSeconds(60), Duration.ofMinutes(1));
        try (TestGateway gateway = new TestGateway(
                TestGateway.Options.standard().watch(settings).cache(new CacheSettings(100, 4 << 20)))) {
            String filler = "x".repeat(50_000);
            try (SSLSocket deaf = deafWatcher(gateway);
                    WatchClient good = new WatchClient(
                            gateway.http(HttpClient.Version.HTTP_2), gateway.uri("/api/v1/configmaps?watch=1"))) {
                long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                while (open(gateway) < 2 && System.nanoTime() < end) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                for (int i = 0; i < EVENTS; i++) {
                    gateway.state.put(
                            CONFIG_MAPS,
                            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\",\"namespace\":\"d\"},\"data\":{\"k\":\""
                                    + filler + "\"}}");
                }
                for (long revision = 1; revision <= EVENTS; revision++) {
                    assertThat(good.next()
                                    .object()
                                    .at("/metadata/resourceVersion")
                                    .stringValue())
                            .isEqualTo(Long.toString(revision));
                }
                end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
                while (open(gateway) > 1 && System.nanoTime() < end) {
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
                assertThat(open(gateway)).isEqualTo(1);
                assertThat(received(deaf)).isLessThan((long) EVENTS * 50_000);
            }
        }
    }

    @Test
    void aWatchWhoseTimeIsOverEndsAfterTheEventThatItIsSending() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            String filler = "x".repeat(20_000_000);
            gateway.state.put(
                    CONFIG_MAPS,
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\",\"namespace\":\"d\"},\"data\":{\"k\":\""
                            + filler + "\"}}");
            try (SSLSocket slow = deafWatcher(gateway, "/api/v1/configmaps?watch=1&timeoutSeconds=1")) {
                // its time is over before it has taken half
                long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
                while (System.nanoTime() < end) {
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
                slow.setSoTimeout(10_000);
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                byte[] buffer = new byte[64 * 1024];
                InputStream in = slow.getInputStream();
                while (!endsWith(answer, "\r\n0\r\n\r\n")) {
                    int n = in.read(buffer);
                    assertThat(n).as("the answer is complete").isPositive();
                    answer.write(buffer, 0, n);
                }
                assertThat(endsWith(answer, "}}\n\r\n0\r\n\r\n")).isTrue();
                assertThat(answer.size()).isGreaterThan(filler.length());
            }
        }
    }

    private static boolean endsWith(ByteArrayOutputStream answer, String end) {
        byte[] all = answer.toByteArray();
        return new String(all, Math.max(0, all.length - 64), Math.min(64, all.length), StandardCharsets.US_ASCII)
                .endsWith(end);
    }

    /** What the deaf watcher finds when it listens at last. */
    private static long received(SSLSocket socket) throws IOException {
        socket.setSoTimeout(10_000);
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try (InputStream in = socket.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
            }
        } catch (java.net.SocketException | javax.net.ssl.SSLException reset) {
            return total;
        }
        return total;
    }
}
