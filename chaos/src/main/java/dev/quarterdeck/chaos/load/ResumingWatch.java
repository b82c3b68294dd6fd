package dev.quarterdeck.chaos.load;

import dev.quarterdeck.chaos.check.HistoryEntry;
import dev.quarterdeck.kube.object.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A watch as a careful client keeps it: when its connection ends or is silent, bookmarks included, it goes on from the last revision that it saw, at the next
 * gateway. Two virtual threads, one reads and one looks for silence; what the watch may never show is kept for whoever asks.
 */
public final class ResumingWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<ApiClient> gateways;
    private final String path;
    private final String namespace;
    private final long silenceNanos;
    private final List<HistoryEntry> seen = new ArrayList<>();
    private final Thread reader;
    private final Thread guard;
    private long position;
    private int connections;
    private @Nullable String failure;
    private volatile @Nullable InputStream body;
    private volatile long heard = System.nanoTime();
    private volatile boolean closed;

    /**
     * @param gateways its own, the first one first; closed with it
     * @param namespace whose changes it keeps; it may watch more
     * @param after sees what comes after this revision
     * @param silence after which it gives a connection up
     */
    public ResumingWatch(List<ApiClient> gateways, String path, String namespace, long after, Duration silence) {
        this.gateways = gateways;
        this.path = path;
        this.namespace = namespace;
        this.position = after;
        this.silenceNanos = silence.toNanos();
        this.reader = Thread.startVirtualThread(this::run);
        this.guard = Thread.startVirtualThread(this::guard);
    }

    private void run() {
        int turn = 0;
        while (!closed) {
            ApiClient gateway = gateways.get(turn++ % gateways.size());
            try {
                heard = System.nanoTime();
                HttpResponse<InputStream> response =
                        gateway.open(path + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + position());
                heard = System.nanoTime();
                try (InputStream in = new BufferedInputStream(response.body(), 64 << 10)) {
                    body = in;
                    follow(response.statusCode(), in);
                }
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                fail("a watch at " + position() + " died of " + e);
            } finally {
                body = null;
            }
        }
    }

    private void guard() {
        while (!closed) {
            LockSupport.parkNanos(PAUSE_NANOS);
            InputStream open = body;
            if (open != null && System.nanoTime() - heard > silenceNanos) {
                try {
                    open.close();
                } catch (IOException e) {
                    // it has ended already
                }
            }
        }
    }

    private void follow(int code, InputStream in) throws IOException {
        if (code != 200) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            // a gateway that has just started, or one without its broker, is behind for a while
            if (code != 429 && code != 503 && code != 504) {
                fail("a watch from " + position() + " was answered with " + code + ": " + text);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            return;
        }
        synchronized (this) {
            connections++;
        }
        byte[] line;
        while (!closed && (line = line(in)) != null) {
            heard = System.nanoTime();
            take(Json.read(line));
        }
    }

    /** A line that is whole; what a broken connection left of one is none. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                return null;
            }
            line.write(c);
        }
        return line.toByteArray();
    }

    private synchronized void take(ObjectNode event) throws IOException {
        String type = event.path("type").asString("");
        JsonNode object = event.path("object");
        if (type.equals("ERROR")) {
            int code = object.path("code").asInt(0);
            if (code != 429 && code != 503 && code != 504) {
                fail("a watch at " + position + " ended with " + object);
            }
            throw new IOException("the gateway ended the watch");
        }
        long revision = Objects.revision(object);
        if (type.equals("BOOKMARK") ? revision < position : revision <= position) {
            fail("a watch at " + position + " was shown " + event);
        }
        position = Math.max(position, revision);
        if (!type.equals("BOOKMARK")
                && object.at("/metadata/namespace").asString("").equals(namespace)) {
            seen.add(Objects.entry(revision, type, object));
        }
    }

    private synchronized void fail(String what) {
        if (failure == null) {
            failure = what;
        }
    }

    public synchronized long position() {
        return position;
    }

    /** How often it was connected. */
    public synchronized int connections() {
        return connections;
    }

    public synchronized List<HistoryEntry> seen() {
        return new ArrayList<>(seen);
    }

    /** What no watch may do, the first time that it did; null where all is well. */
    public synchronized @Nullable String failure() {
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        gateways.forEach(ApiClient::close);
        reader.interrupt();
        guard.interrupt();
    }
}
