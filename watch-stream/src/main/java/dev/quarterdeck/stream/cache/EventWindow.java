package dev.quarterdeck.stream.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest events of a cache in revision order, bounded in number and bytes. Not thread-safe: the cache's lock guards it. */
final class EventWindow {
    /** What an event costs besides its bytes, roughly. */
    private static final int OVERHEAD = 200;

    private final CacheSettings settings;
    private @Nullable CacheEvent[] ring = new CacheEvent[8];
    private int head;
    private int size;
    private long bytes;
    private long start;

    EventWindow(CacheSettings settings, long start) {
        this.settings = settings;
        this.start = start;
    }

    /** Events above this revision are all here. */
    long start() {
        return start;
    }

    void add(CacheEvent event) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = event;
        size++;
        bytes += cost(event);
        while (size > 1 && (size > settings.windowEvents() || bytes > settings.windowBytes())) {
            CacheEvent oldest = at(0);
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            size--;
            bytes -= cost(oldest);
            start = oldest.revision();
        }
    }

    /** Events above that revision, in order. */
    List<CacheEvent> after(long after) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).revision() <= after) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<CacheEvent> events = new ArrayList<>(size - low);
        for (int i = low; i < size; i++) {
            events.add(at(i));
        }
        return events;
    }

    private CacheEvent at(int index) {
        CacheEvent event = ring[(head + index) & (ring.length - 1)];
        if (event == null) {
            throw new IllegalStateException("the window has no event " + index);
        }
        return event;
    }

    private static long cost(CacheEvent event) {
        return event.object().json().length + OVERHEAD;
    }

    private void grow() {
        @Nullable CacheEvent[] larger = new CacheEvent[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        head = 0;
    }
}
