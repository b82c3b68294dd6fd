package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.overload.RawConnection.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;

/**
 * Many informers who fill their caches with big Secrets at once, each over its own connection, and watch from there: refused ones come again when told, torn ones
 * begin anew, as client-go does. At the end one small Secret is made, which each that has a full cache must see.
 */
final class InformersRun {
    private static final int BEGINNING = 1024;
    private static final byte[] BOOKMARK = "{\"type\":\"BOOKMARK\"".getBytes(StandardCharsets.US_ASCII);

    private final Target target;
    private final int sessions;
    private final int objects;
    private final int bytes;
    private final int seconds;
    private final boolean streaming;

    private final LongAdder received = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder torn = new LongAdder();
    private final LongAdder seen = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final Set<Long> contents = ConcurrentHashMap.newKeySet();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final CountDownLatch full;
    private volatile boolean ending;

    /** @param streaming whether they begin with a watch that sends the state (WatchList) instead of a LIST */
    InformersRun(Target target, int sessions, int objects, int bytes, int seconds, boolean streaming) {
        this.target = target;
        this.sessions = sessions;
        this.objects = objects;
        this.bytes = bytes;
        this.seconds = seconds;
        this.streaming = streaming;
        this.full = new CountDownLatch(sessions);
    }

    void print() {
        SSLContext tls = target.tls();
        List<Thread> threads = new ArrayList<>();
        try (Clients clients = new Clients(target, 1)) {
            BigSecrets.make(target, objects, bytes);
            double before = target.memory.peakMegabytes();
            long start = System.nanoTime();
            for (int i = 0; i < sessions; i++) {
                threads.add(Thread.ofVirtual().start(() -> inform(tls)));
            }
            boolean all = full.await(seconds, TimeUnit.SECONDS);
            double took = (System.nanoTime() - start) / 1e9;
            long filled = sessions - full.getCount();
            long waiting = served.sum();
            BigSecrets.create(clients, target, "marker", 4, 1);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (seen.sum() < filled && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d informers (%s) of %d Secrets of %d bytes: %d full after %.1f s%s, all with the same content: %s; %d were being served; %d refused, all came again; %d torn;"
                            + " %d saw the next change; %.1f GB received; server %.0f MB at most (%.0f before)%s%n",
                    sessions,
                    streaming ? "WatchList" : "list and watch",
                    objects,
                    bytes,
                    filled,
                    took,
                    all ? "" : " (ended by the limit)",
                    contents.size() <= 1,
                    waiting,
                    refused.sum(),
                    torn.sum(),
                    seen.sum(),
                    received.sum() / 1e9,
                    target.memory.peakMegabytes(),
                    before,
                    failures.isEmpty() ? "" : " " + failures);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ending = true;
            threads.forEach(Thread::interrupt);
        }
    }

    private void inform(SSLContext tls) {
        boolean counted = false;
        while (!ending && !counted) {
            try (RawConnection connection =
                    new RawConnection(target.server(), tls, target.token(), 0, (seconds + 60) * 1000)) {
                Answer answer = connection.get(BigSecrets.path(target)
                        + (streaming
                                ? "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                                : "?resourceVersion=0"));
                if (answer.status() == 429 || answer.status() == 503) {
                    refused.increment();
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Math.max(1, answer.retryAfter())));
                    continue;
                }
                if (answer.status() != 200) {
                    throw new IOException("status " + answer.status());
                }
                served.increment();
                InputStream events = answer.body();
                if (streaming) {
                    take(events, true);
                } else {
                    String version = take(events, false);
                    events = connection
                            .get(BigSecrets.path(target) + "?watch=1&allowWatchBookmarks=true&resourceVersion="
                                    + version)
                            .body();
                }
                counted = true;
                full.countDown();
                if (events.read() >= 0) {
                    seen.increment();
                }
            } catch (IOException e) {
                if (!ending) {
                    torn.increment();
                    failures.add(String.valueOf(e.getMessage()));
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
            }
        }
    }

    /** Takes a whole list, or the events of a stream to the bookmark that ends the state; gives the list's resourceVersion. */
    private String take(InputStream body, boolean lines) throws IOException {
        byte[] buffer = new byte[32 << 10];
        StringBuilder head = new StringBuilder();
        CRC32 sum = new CRC32();
        long total = 0;
        long events = 0;
        int inLine = 0;
        boolean bookmark = true;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            received.add(count);
            int skipped = (int) Math.clamp(BEGINNING - total, 0, count);
            if (skipped > 0) {
                head.append(new String(buffer, 0, skipped, StandardCharsets.ISO_8859_1));
            }
            total += count;
            if (lines) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        if (bookmark && inLine == BOOKMARK.length) {
                            contents.add(events);
                            return "";
                        }
                        events++;
                        inLine = 0;
                        bookmark = true;
                    } else if (bookmark && inLine < BOOKMARK.length) {
                        bookmark = buffer[i] == BOOKMARK[inLine++];
                    }
                }
            } else {
                sum.update(buffer, skipped, count - skipped);
            }
        }
        if (lines) {
            throw new IOException("the stream ended before the state did");
        }
        contents.add(sum.getValue());
        String beginning = head.toString();
        int at = beginning.indexOf("\"resourceVersion\":\"") + 19;
        return beginning.substring(at, beginning.indexOf('"', at));
    }
}
