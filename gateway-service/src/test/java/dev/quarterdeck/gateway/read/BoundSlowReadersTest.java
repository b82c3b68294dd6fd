package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What a client costs that asks for much and takes nothing. The answer of each is 20 MB long. */
class BoundSlowReadersTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final int READERS = 20;
    private static final long BOUND_EACH = 512 << 10;

    private static SSLSocket ask(TestGateway gateway, String path) throws IOException {
        SSLContext tls = gateway.ca.client(gateway.ca, "CN=slow");
        Socket plain = new Socket();
        plain.setReceiveBufferSize(8 * 1024);
        plain.connect(new InetSocketAddress("127.0.0.1", gateway.server.getPort()));
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        socket.startHandshake();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        // the answer has begun
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private static void fill(TestGateway gateway) {
        fill(gateway, 100, 200_000);
    }

    private static void fill(TestGateway gateway, int objects, int length) {
        String filler = "x".repeat(length);
        for (int i = 0; i < objects; i++) {
            gateway.state.put(
                    CONFIG_MAPS,
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c" + i
                            + "\",\"namespace\":\"d\"},\"data\":{\"k\":\"" + filler + "\"}}");
        }
    }

    private static long pooled() {
        var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return metric.usedHeapMemory() + metric.usedDirectMemory();
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static boolean within(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(5_000_000);
        }
        return true;
    }

    private static void readersCostLittle(TestGateway gateway, String path) throws IOException {
        long before = pooled();
        long liveBefore = live();
        List<SSLSocket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                readers.add(ask(gateway, path));
            }
            // somebody who listens is served meanwhile
            assertThat(gateway.get("/api/v1/configmaps?limit=1").statusCode()).isEqualTo(200);
            assertThat(pooled() - before).isLessThan(READERS * BOUND_EACH);
            assertThat(live() - liveBefore).isLessThan(READERS * BOUND_EACH);
        } finally {
            for (SSLSocket reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void aListIsMadeOnlyAsFarAsItIsTaken() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            fill(gateway);
            readersCostLittle(gateway, "/api/v1/configmaps");
        }
    }

    @Test
    void soIsTheStateThatAWatchBeginsWith() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            fill(gateway);
            readersCostLittle(
                    gateway,
                    "/api/v1/configmaps?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        }
    }

    @Test
    void whereEachObjectIsLargeToo() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            fill(gateway, 15, 1_400_000);
            readersCostLittle(gateway, "/api/v1/configmaps?watch=1");
        }
    }

    @Test
    void whoTakesNothingOfAListIsCutOffAndItsSeatGivenBack() throws Exception {
        try (TestGateway gateway =
                new TestGateway(TestGateway.Options.standard().seats(1).requestTimeout(Duration.ofMillis(700)))) {
            fill(gateway);
            try (SSLSocket deaf = ask(gateway, "/api/v1/configmaps")) {
                assertThat(within(
                                Duration.ofSeconds(10),
                                () -> gateway.get("/api/v1/configmaps?limit=1").statusCode() == 200))
                        .isTrue();
                assertThat(drain(deaf)).isLessThan(100L * 200_000);
            }
        }
    }

    private static long drain(SSLSocket socket) throws IOException {
        socket.setSoTimeout(10_000);
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
            }
        } catch (java.net.SocketException | javax.net.ssl.SSLException reset) {
            return total;
        }
        return total;
    }
}
