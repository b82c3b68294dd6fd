package dev.quarterdeck.launcher.chaos;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What clients did and what they were told, to be held against what the store and the watches show. Thread-safe. */
final class WriteLedger {

    enum Kind {
        CREATE,
        UPDATE,
        PATCH
    }

    /** What a client may believe of its write. A refused one must never show up; an unknown one may. */
    enum Fate {
        ACKNOWLEDGED,
        REFUSED,
        UNKNOWN
    }

    /**
     * A write of a value.
     *
     * @param token what it wrote, no other write writes the same
     * @param base the revision that an update names; else 0
     * @param revision where it was acknowledged, else 0
     */
    record Write(Kind kind, String name, String token, long base, Fate fate, long revision) {}

    /** @param uid of what was deleted as the answer says; empty where there was none */
    record Delete(String name, String uid, Fate fate) {}

    /**
     * A read without resourceVersion.
     *
     * @param floor the newest revision of that object that had been acknowledged when the read began; 0 for none
     * @param revision what it showed; 0 for "not found"
     */
    record Read(String name, long floor, long revision, String token) {}

    /** A list without resourceVersion: what was where. */
    record Listing(long revision, Map<String, Long> objects) {}

    final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    final Queue<Delete> deletes = new ConcurrentLinkedQueue<>();
    final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    final Queue<Listing> listings = new ConcurrentLinkedQueue<>();
    final AtomicInteger acknowledged = new AtomicInteger();
    final AtomicInteger conflicts = new AtomicInteger();
    final AtomicInteger staleRefused = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();
    final AtomicInteger lostReads = new AtomicInteger();
    private final Map<String, Long> newest = new ConcurrentHashMap<>();
    private final AtomicLong newestOfAll = new AtomicLong();
    private final Map<String, Long> goneSince = new ConcurrentHashMap<>();

    void add(Write write) {
        writes.add(write);
        switch (write.fate()) {
            case ACKNOWLEDGED -> {
                newest.merge(write.name(), write.revision(), Math::max);
                newestOfAll.accumulateAndGet(write.revision(), Math::max);
                acknowledged.incrementAndGet();
            }
            case REFUSED -> conflicts.incrementAndGet();
            case UNKNOWN -> unknown.incrementAndGet();
        }
    }

    void add(Delete delete) {
        deletes.add(delete);
        switch (delete.fate()) {
            case ACKNOWLEDGED -> {
                goneSince.put(delete.uid(), System.nanoTime());
                acknowledged.incrementAndGet();
            }
            case REFUSED -> conflicts.incrementAndGet();
            case UNKNOWN -> unknown.incrementAndGet();
        }
    }

    long floor(String name) {
        return newest.getOrDefault(name, 0L);
    }

    long floorOfAll() {
        return newestOfAll.get();
    }

    /** Whether the deletion of that object had been acknowledged by then (monotonic clock). */
    boolean wasGone(String uid, long nanos) {
        Long since = goneSince.get(uid);
        return since != null && since - nanos < 0;
    }

    @Override
    public String toString() {
        return acknowledged + " acknowledged, " + conflicts + " conflicts, " + staleRefused + " stale updates refused, "
                + unknown + " unknown, " + reads.size() + " reads, " + listings.size() + " lists, " + lostReads
                + " reads without an answer";
    }
}
