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
import java.util.function.Predicate;
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
    private final Predicate<String> counts;
    private final Set<String> bound = new HashSet<>();
    private final Set<String> tried = new HashSet<>();
    private final LongStream.Builder times = LongStream.builder();
    private volatile @Nullable InputStream stream;
    private volatile boolean closed;
    private String from;
    private String failure = "";

    /** Pods of one namespace. Returns when it sees what comes from now on. */
    PodWatch(ApiClient client, String namespace) {
        this(client, "/api/v1/namespaces/" + namespace + "/pods?fieldSelector=spec.nodeName!%3D", name -> true);
    }

    /**
     * All pods, those too that have no node yet.
     *
     * @param counts by name, whose moments {@link #times} has
     */
    static PodWatch ofAll(ApiClient client, Predicate<String> counts) {
        return new PodWatch(client, "/api/v1/pods?labelSelector=!nobody", counts);
    }

    private PodWatch(ApiClient client, String pods, Predicate<String> counts) {
        this.client = client;
        this.pods = pods;
        this.counts = counts;
        this.from = JsonMapper.shared()
                .readTree(client.get(pods + "&limit=1"))
                .path("metadata")
                .path("resourceVersion")
                .asString();
        this.stream = open();
        this.reader = Thread.ofPlatform().daemon().name("watch-pods").start(this::read);
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
        if (!type.equals("ADDED") && !type.equals("MODIFIED")) {
            return;
        }
        String name = metadata.path("name").asString();
        if (event.at("/object/spec/nodeName").asString("").isEmpty()) {
            for (JsonNode condition : event.at("/object/status/conditions")) {
                if (condition.path("type").asString().equals("PodScheduled") && tried.add(name)) {
                    notifyAll();
                }
            }
        } else if (bound.add(name)) {
            tried.add(name);
            if (counts.test(name)) {
                times.add(now);
            }
            notifyAll();
        }
    }

    private synchronized void end(String why) {
        failure = why;
        notifyAll();
    }

    /** Returns once so many pods have got a node, or fails. */
    void await(int count, Duration limit) {
        await(bound, count, limit, "have a node");
    }

    /** Returns once so many pods have been tried, whether they got a node or not, or fails. */
    void awaitTried(int count, Duration limit) {
        await(tried, count, limit, "have been tried");
    }

    private synchronized void await(Set<String> reached, int count, Duration limit, String what) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (reached.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!failure.isEmpty() || left <= 0) {
                    throw new ProgramFailure(reached.size() + " of " + count + " pods " + what
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
