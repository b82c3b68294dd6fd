package dev.quarterdeck.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a watch costs on which nothing happens. Its client lives in the same JVM, and counts. */
class KeepIdleWatchesSmallTest {
    private static final int WATCHES = 600;
    private static final int PER_CONNECTION = 80;
    /** Before anything is counted: what a process learns and pools with its first watches is there once. */
    private static final int FIRST = 200;
    /** Five thousand of them: 100 MB. */
    private static final long BOUND_EACH = 20 << 10;

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static List<HttpResponse<InputStream>> open(TestGateway gateway, List<HttpClient> clients, int count) {
        List<CompletableFuture<HttpResponse<InputStream>>> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(clients.get(i % clients.size())
                    .sendAsync(
                            java.net.http.HttpRequest.newBuilder(
                                            gateway.uri("/api/v1/configmaps?watch=1&allowWatchBookmarks=true"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream()));
        }
        return open.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void aWatchIsWorthTwentyKilobytesAtMost() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            gateway.state.put(
                    new StoredResource("", "configmaps"),
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\",\"namespace\":\"d\"}}");
            List<HttpClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < WATCHES / PER_CONNECTION; i++) {
                    clients.add(
                            TestGateway.client(gateway.ca.client(gateway.ca, "CN=idle"), HttpClient.Version.HTTP_2));
                }
                List<HttpResponse<InputStream>> first = open(gateway, clients, FIRST);
                long before = live();
                List<HttpResponse<InputStream>> watches = open(gateway, clients, WATCHES);
                assertThat(watches).allMatch(watch -> watch.statusCode() == 200);
                assertThat(live() - before).isLessThan(WATCHES * BOUND_EACH);
                assertThat(first).hasSize(FIRST);
            } finally {
                clients.forEach(HttpClient::shutdownNow);
            }
        }
    }
}
