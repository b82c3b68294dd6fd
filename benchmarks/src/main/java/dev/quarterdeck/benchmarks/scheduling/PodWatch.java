package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sees when pods of a namespace get their nodes: a watch of those that have one. Thread-safe. */
final class PodWatch implements AutoCloseable {
    private static final int TRIES = 50;

    private final ApiClient client;
    private final String pods;
    private final Thread reader;
    private final Set<String> bound = new HashSet<>();
    private final LongStream.Builder times = LongStream.builder();
    private volatile @Nullable InputStream stream;
    private volatile boolean closed;
    private String from;
    private String failure = "";

    /** Returns when it sees what comes from now on. */
    PodWatch(ApiClient client, String namespace) {
        this.client = client;
        this.pods = "/api/v1/namespaces/" + namespace + "/pods?fieldSelector=spec.nodeName!%3D";
        this.from = JsonMapper.shared()
                .readTree(client.get(pods + "&limit=1"))
                .path("metadata")
                .path("resourceVersion")
                .asString();
        this.stream = open();
        this.reader = Thread.ofPlatform().daemon().name("watch-" + namespace).start(this::read);
    }

    private InputStream open() {
        return client.watch(pods + "&watch=true&allowWatchBookmarks=true&timeoutSeconds=3600&resourceVersion=" + from);
    }

    /** A server may end a watch at any time, as of a client that is slow: it goes on from where it was. */
    private void read() {
        for (int i = 0; i < TRIES && !closed; i++) {
            InputStream open = stream;
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    open == null ? InputStream.nullInputStream() : open, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    see(line, System.nanoTime());
                }
                stream = closed ? null : open();
            } catch (IOException | JacksonException | ProgramFailure e) {
                if (!closed && (i == TRIES - 1 || e instanceof ProgramFailure)) {
                    end("the watch has broken: " + e.getMessage());
                    return;
                }
                stream = null;
            }
        }
    }

    private synchronized void see(String line, long now) {
        JsonNode event = JsonMapper.shared().readTree(line);
        String type = event.path("type").asString();
        JsonNode metadata = event.path("object").path("metadata");
        if (type.equals("ERROR")) {
            end(line);
            return;
        }
        from = metadata.path("resourceVersion").asString(from);
        if ((type.equals("ADDED") || type.equals("MODIFIED"))
                && bound.add(metadata.path("name").asString())) {
            times.add(now);
            notifyAll();
        }
    }

    private synchronized void end(String why) {
        failure = why;
        notifyAll();
    }

    /** Returns once so many pods have got a node, or fails. */
    synchronized void await(int count, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (bound.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!failure.isEmpty() || left <= 0) {
                    throw new ProgramFailure(bound.size() + " of " + count + " pods have a node"
                            + (failure.isEmpty() ? " after " + limit.toSeconds() + " s" : ": " + failure));
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    /** When each got its node, {@code nanoTime}, in order; ends the watch. */
    synchronized long[] times() {
        return times.build().toArray();
    }

    @Override
    public void close() {
        closed = true;
        InputStream open = stream;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // Nobody reads it any more.
            reader.interrupt();
        }
    }
}
