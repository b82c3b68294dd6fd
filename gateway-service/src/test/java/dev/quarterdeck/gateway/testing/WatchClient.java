package dev.quarterdeck.gateway.testing;

import dev.quarterdeck.kube.object.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/** A watch that a test reads event by event. The answer's headers are there when the constructor returns. */
public final class WatchClient implements AutoCloseable {
    private static final String END = "";
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    public record Event(String type, ObjectNode object, String line) {
        public String summary() {
            return type + " " + object.at("/metadata/name").asString("") + " "
                    + object.at("/metadata/resourceVersion").asString("");
        }
    }

    public WatchClient(HttpClient client, URI uri, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (headers.length > 0) {
                request.headers(headers);
            }
            response = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("no answer to " + uri, e);
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            // the end, however it came
        }
        lines.add(END);
    }

    public int status() {
        return response.statusCode();
    }

    /** The next event; fails after ten seconds. */
    public Event next() {
        String line = line();
        if (line.equals(END)) {
            throw new IllegalStateException("the watch has ended");
        }
        ObjectNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
        return new Event(event.path("type").stringValue(), (ObjectNode) event.get("object"), line);
    }

    /** Whether the stream ends next. */
    public boolean ends() {
        return line().equals(END);
    }

    private String line() {
        try {
            String line = lines.poll(10, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("no event in ten seconds");
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
