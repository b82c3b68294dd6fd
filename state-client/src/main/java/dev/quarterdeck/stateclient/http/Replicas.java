package dev.quarterdeck.stateclient.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Whom to ask: each in turn; those that failed a second ago or less come last. Thread-safe. */
final class Replicas {
    private static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<URI> all;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLongArray failedAt;

    Replicas(List<URI> all) {
        this.all = List.copyOf(all);
        this.failedAt = new AtomicLongArray(all.size());
        long longAgo = System.nanoTime() - 2 * AVOID_NANOS;
        for (int i = 0; i < all.size(); i++) {
            failedAt.set(i, longAgo);
        }
    }

    /** Every replica once, the best first. */
    List<URI> inOrder() {
        int start = Math.floorMod(turn.getAndIncrement(), all.size());
        List<URI> good = new ArrayList<>(all.size());
        List<URI> avoided = new ArrayList<>();
        long now = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            int index = (start + i) % all.size();
            (now - failedAt.get(index) < AVOID_NANOS ? avoided : good).add(all.get(index));
        }
        good.addAll(avoided);
        return good;
    }

    void failed(URI replica) {
        failedAt.set(all.indexOf(replica), System.nanoTime());
    }
}
