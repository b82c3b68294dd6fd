package dev.quarterdeck.launcher.chaos;

import dev.quarterdeck.kube.object.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A watch as a careful client keeps it: when its connection ends, it goes on from the last revision that it saw, at the next gateway. One virtual thread
 * reads; its failure is kept for whoever asks.
 */
final class ResumingWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<ApiClient> gateways;
    private final String path;
    private final boolean bookmarks;
    private final List<HistoryEntry> seen = new ArrayList<>();
    private final Thread thread;
    private long position;
    private int connections;
    private @Nullable Throwable failure;
    private volatile boolean closed;

    /**
     * @param gateways its own, the first one first; closed with it
     * @param after sees what comes after this revision
     */
    ResumingWatch(List<ApiClient> gateways, String path, boolean bookmarks, long after) {
        this.gateways = gateways;
        this.path = path;
        this.bookmarks = bookmarks;
        this.position = after;
        this.thread = Thread.startVirtualThread(this::run);
    }

    private void run() {
        int turn = 0;
        while (!closed) {
            ApiClient gateway = gateways.get(turn++ % gateways.size());
            try {
                HttpResponse<InputStream> response = gateway.open(path + "?watch=true&resourceVersion=" + position()
                        + (bookmarks ? "&allowWatchBookmarks=true" : ""));
                try (InputStream body = new BufferedInputStream(response.body(), 64 << 10)) {
                    follow(response.statusCode(), body);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | AssertionError e) {
                fail(e);
                return;
            }
        }
    }

    private void follow(int code, InputStream body) throws IOException {
        if (code != 200) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            // a gateway that has just started, or one without its broker, is behind for a while
            if (code != 429 && code != 503 && code != 504) {
                throw new AssertionError("a watch from " + position() + " was answered with " + code + ": " + text);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            return;
        }
        synchronized (this) {
            connections++;
        }
        byte[] line;
        while ((line = line(body)) != null) {
            take(Json.read(line));
        }
    }

    /** A line that is whole; what a broken connection left of one is none. */
    private static byte @Nullable [] line(InputStream body) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int c;
        while ((c = body.read()) != '\n') {
            if (c < 0) {
                return null;
            }
            line.write(c);
        }
        return line.toByteArray();
    }

    private synchronized void take(ObjectNode event) {
        String type = event.path("type").asString();
        JsonNode object = event.path("object");
        if (type.equals("ERROR")) {
            throw new AssertionError("a watch at " + position + " ended with " + object);
        }
        long revision = MixedWriter.revision(object);
        if (type.equals("BOOKMARK") ? revision < position : revision <= position) {
            throw new AssertionError("a watch at " + position + " was shown " + event);
        }
        position = revision;
        if (!type.equals("BOOKMARK")
                && object.at("/metadata/namespace").asString().equals(MixedWriter.NAMESPACE)) {
            seen.add(HistoryEntry.of(type, object));
        }
    }

    private synchronized void fail(Throwable e) {
        failure = e;
    }

    synchronized long position() {
        return position;
    }

    /** How often it was connected. */
    synchronized int connections() {
        return connections;
    }

    synchronized List<HistoryEntry> seen() {
        return List.copyOf(seen);
    }

    /** Whether it has seen that revision; throws what the watch died of. */
    synchronized boolean hasReached(long revision) {
        if (failure != null) {
            throw new AssertionError("a watch failed", failure);
        }
        return position >= revision;
    }

    @Override
    public void close() {
        closed = true;
        gateways.forEach(ApiClient::close);
        thread.interrupt();
    }
}
