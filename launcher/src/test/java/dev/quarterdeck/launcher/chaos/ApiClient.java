package dev.quarterdeck.launcher.chaos;

import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One HTTP/2 connection to one gateway, with a client certificate. It never repeats a write. Thread-safe. */
final class ApiClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    /** @param code 0 where the connection failed, and with it the knowledge of what became of the request */
    record Answer(int code, byte[] body, String retryAfter, long nanos) {
        boolean isLost() {
            return code == 0;
        }

        boolean isSuccess() {
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

    ApiClient(URI server, SSLContext tls) {
        this.server = server;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(tls)
                .executor(executor)
                .build();
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    Answer post(String path, String json) {
        return send("POST", path, json, "application/json");
    }

    Answer put(String path, String json) {
        return send("PUT", path, json, "application/json");
    }

    Answer patch(String path, String patch, String contentType) {
        return send("PATCH", path, patch, contentType);
    }

    Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    private Answer send(String method, String path, @Nullable String body, @Nullable String contentType) {
        long start = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(LIMIT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Retry-After").orElse(""),
                    System.nanoTime() - start);
        } catch (IOException e) {
            return new Answer(0, e.toString().getBytes(StandardCharsets.UTF_8), "", System.nanoTime() - start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A response that stays open. Its stream fails where the connection does. */
    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
