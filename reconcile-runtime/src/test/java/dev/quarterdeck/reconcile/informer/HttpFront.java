package dev.quarterdeck.reconcile.informer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;

/** A {@link FakeApiServer} on a loopback port. */
final class HttpFront {
    private HttpFront() {}

    static HttpServer start(FakeApiServer server) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().toString().contains("watch=1")) {
                    watch(server, exchange);
                } else {
                    answer(server, exchange);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        http.start();
        return http;
    }

    private static void answer(FakeApiServer server, HttpExchange exchange) throws IOException, InterruptedException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            send(
                    exchange,
                    200,
                    server.exchange(new ApiRequest(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            type == null ? "" : type,
                            body)));
        } catch (ApiException e) {
            send(exchange, e.code(), Json.write(e.toStatus()));
        }
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void watch(FakeApiServer server, HttpExchange exchange) throws IOException, InterruptedException {
        boolean[] begun = {false};
        try (OutputStream out = new LazyBody(exchange, begun)) {
            out.flush();
            server.watch(exchange.getRequestURI().toString(), Duration.ofSeconds(20), line -> {
                try {
                    out.write(line);
                    out.write('\n');
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (ApiException e) {
            // As the reference: a watch that is too old is told so inside the stream.
            if (begun[0]) {
                exchange.getResponseBody().write(("{\"type\":\"ERROR\",\"object\":" + e.toStatus() + "}\n").getBytes());
            }
        }
    }

    /** Sends the head of the answer at once, so that the client knows that the watch stands. */
    private static final class LazyBody extends OutputStream {
        private final HttpExchange exchange;
        private final boolean[] begun;

        LazyBody(HttpExchange exchange, boolean[] begun) {
            this.exchange = exchange;
            this.begun = begun;
        }

        private OutputStream body() throws IOException {
            if (!begun[0]) {
                begun[0] = true;
                exchange.sendResponseHeaders(200, 0);
            }
            return exchange.getResponseBody();
        }

        @Override
        public void write(int b) throws IOException {
            body().write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            body().write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            body().flush();
        }
    }
}
