package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** HTTP/2 connections that many workers share, about a hundred each: more would wait for each other in the client. Thread-safe. */
final class Clients implements AutoCloseable {
    private static final int WORKERS_PER_CONNECTION = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String server;
    private final String token;
    private final List<HttpClient> clients = new ArrayList<>();

    Clients(Target target, int workers) {
        String url = target.server().toString();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = target.token();
        SSLContext tls = target.tls();
        for (int i = 0; i <= workers / WORKERS_PER_CONNECTION; i++) {
            clients.add(HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_2)
                    .connectTimeout(PATIENCE)
                    .build());
        }
    }

    /** @param headers names and values in turn */
    HttpResponse<String> send(int worker, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return of(worker)
                .send(
                        request(method, path, body, headers).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    HttpClient of(int worker) {
        return clients.get(worker % clients.size());
    }

    /** Without a limit of time. */
    HttpRequest.Builder request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    @Override
    public void close() {
        clients.forEach(HttpClient::shutdownNow);
    }
}
