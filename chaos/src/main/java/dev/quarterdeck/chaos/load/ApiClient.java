package dev.quarterdeck.chaos.load;

import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One HTTP/2 connection to one gateway, with a client certificate. It never repeats a request. After a failure the next request has a new connection: the old one
 * may lead nowhere. Thread-safe.
 */
public final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final String name;
    private final URI server;
    private final SSLContext tls;
    private final Duration limit;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile HttpClient http;

    /** @param code 0 where the connection failed, and with it the knowledge of what became of the request */
    public record Answer(int code, byte[] body, long begin, long end) {
        public boolean isSuccess() {
            return code / 100 == 2;
        }

        ObjectNode json() {
            return Json.read(body);
        }

        @Override
        public String toString() {
            return code + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param limit how long a request may take */
    public ApiClient(String name, URI server, SSLContext tls, Duration limit) {
        this.name = name;
        this.server = server;
        this.tls = tls;
        this.limit = limit;
        this.http = connect();
    }

    private HttpClient connect() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(CONNECT_LIMIT)
                .sslContext(tls)
                .executor(executor)
                .build();
    }

    /** Of the gateway. */
    public String name() {
        return name;
    }

    public Answer get(String path) {
        return send("GET", path, null, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json, "application/json");
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json, "application/json");
    }

    public Answer mergePatch(String path, String patch) {
        return send("PATCH", path, patch, "application/merge-patch+json");
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    private Answer send(String method, String path, @Nullable String body, @Nullable String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(limit)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        HttpClient client = http;
        long begin = System.nanoTime();
        try {
            // the limit of the request ends with the headers, this one with the body
            HttpResponse<byte[]> response = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body(), begin, System.nanoTime());
        } catch (ExecutionException | TimeoutException e) {
            reconnect(client);
            return new Answer(0, e.toString().getBytes(StandardCharsets.UTF_8), begin, System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, e.toString().getBytes(StandardCharsets.UTF_8), begin, System.nanoTime());
        }
    }

    private synchronized void reconnect(HttpClient broken) {
        if (http == broken) {
            http = connect();
            broken.shutdownNow();
        }
    }

    /** A response that stays open. Its stream fails where the connection does. */
    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        HttpClient client = http;
        try {
            return client.send(
                    HttpRequest.newBuilder(server.resolve(path)).timeout(limit).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            reconnect(client);
            throw e;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
