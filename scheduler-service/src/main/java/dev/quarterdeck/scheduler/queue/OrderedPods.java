package dev.quarterdeck.scheduler.queue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pods in an order, each of which is found by its uid too: whatever is done costs a logarithm of their number. Not thread-safe. */
final class OrderedPods {
    private final TreeSet<Waiting> inOrder;
    private final Map<String, Waiting> byUid = new HashMap<>();

    /** @param order tells any two pods apart */
    OrderedPods(Comparator<Waiting> order) {
        this.inOrder = new TreeSet<>(order);
    }

    /** In place of what was there of that uid. */
    void put(Waiting waiting) {
        Waiting before = byUid.put(waiting.uid(), waiting);
        if (before != null) {
            inOrder.remove(before);
        }
        inOrder.add(waiting);
    }

    @Nullable
    Waiting get(String uid) {
        return byUid.get(uid);
    }

    /** Null where it is not here. */
    @Nullable
    Waiting remove(String uid) {
        Waiting waiting = byUid.remove(uid);
        if (waiting != null) {
            inOrder.remove(waiting);
        }
        return waiting;
    }

    /** Null where there is none. */
    @Nullable
    Waiting first() {
        return inOrder.isEmpty() ? null : inOrder.getFirst();
    }

    /** Takes it away; null where there is none. */
    @Nullable
    Waiting poll() {
        Waiting first = inOrder.pollFirst();
        if (first != null) {
            byUid.remove(first.uid());
        }
        return first;
    }

    void forEach(Consumer<Waiting> each) {
        inOrder.forEach(each);
    }

    int size() {
        return byUid.size();
    }
}
