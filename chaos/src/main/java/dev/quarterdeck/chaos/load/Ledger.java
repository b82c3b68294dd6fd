package dev.quarterdeck.chaos.load;

import dev.quarterdeck.chaos.check.Fate;
import dev.quarterdeck.chaos.check.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients did and were told. Thread-safe. */
public final class Ledger {
    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger lostReads = new AtomicInteger();

    void add(Operation operation) {
        operations.add(operation);
        switch (operation) {
            case Operation.Write w -> count(w.fate());
            case Operation.Delete d -> count(d.fate());
            case Operation.Read r -> reads.incrementAndGet();
            case Operation.Listing l -> reads.incrementAndGet();
        }
    }

    private void count(Fate fate) {
        switch (fate) {
            case ACKNOWLEDGED -> acknowledged.incrementAndGet();
            case REFUSED -> refused.incrementAndGet();
            case UNKNOWN -> unknown.incrementAndGet();
        }
    }

    void readWithoutAnswer() {
        lostReads.incrementAndGet();
    }

    /** What no client may ever be told. */
    void surprise(String what) {
        surprises.add(what);
    }

    public List<Operation> operations() {
        return new ArrayList<>(operations);
    }

    public List<String> surprises() {
        return new ArrayList<>(surprises);
    }

    public int writesAcknowledged() {
        return acknowledged.get();
    }

    public int writesUnknown() {
        return unknown.get();
    }

    public int readsAnswered() {
        return reads.get();
    }

    @Override
    public String toString() {
        return acknowledged + " writes acknowledged, " + refused + " refused, " + unknown + " unknown; " + reads
                + " reads and lists, " + lostReads + " without an answer";
    }
}
