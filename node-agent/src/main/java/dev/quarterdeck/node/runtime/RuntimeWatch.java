package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.cri.CriClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that containers change: lists them whenever containerd's event stream says that something happened, and every two seconds in any case, and
 * compares. One virtual thread; a burst of events costs one listing.
 */
final class RuntimeWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RuntimeWatch.class);
    private static final long RELIST_MILLIS = 2_000;

    /** An event comes a little before CRI's own view has changed. */
    private static final long[] AGAIN_MILLIS = {25, 75, 200};

    private final CriClient cri;
    private final Supplier<List<ObservedPod>> list;
    private final Consumer<String> podChanged;
    private final Semaphore happened = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean subscribed;

    RuntimeWatch(CriClient cri, Supplier<List<ObservedPod>> list, Consumer<String> podChanged) {
        this.cri = cri;
        this.list = list;
        this.podChanged = podChanged;
        thread = Thread.ofVirtual().name("runtime-watch").start(this::run);
    }

    private void run() {
        Map<String, Set<String>> before = new HashMap<>();
        AutoCloseable events = subscribe();
        boolean failing = false;
        int again = AGAIN_MILLIS.length;
        while (!closed) {
            try {
                if (!subscribed) {
                    events.close();
                    events = subscribe();
                }
                Map<String, Set<String>> now = fingerprints(list.get());
                Set<String> uids = new HashSet<>(before.keySet());
                uids.addAll(now.keySet());
                for (String uid : uids) {
                    if (!now.getOrDefault(uid, Set.of()).equals(before.getOrDefault(uid, Set.of()))) {
                        podChanged.accept(uid);
                    }
                }
                before = now;
                failing = false;
                long patience = again < AGAIN_MILLIS.length ? AGAIN_MILLIS[again++] : RELIST_MILLIS;
                if (happened.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
                    happened.drainPermits();
                    again = 0;
                }
            } catch (InterruptedException e) {
                break;
            } catch (Exception e) {
                if (!failing && !closed) {
                    log.warn("The container runtime cannot be listed: {}", e.getMessage());
                }
                failing = true;
                if (!pause()) {
                    break;
                }
            }
        }
        try {
            events.close();
        } catch (Exception e) {
            log.debug("Event stream did not close", e);
        }
    }

    private boolean pause() {
        try {
            happened.tryAcquire(RELIST_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private AutoCloseable subscribe() {
        subscribed = true;
        return cri.events(happened::release, () -> subscribed = false);
    }

    private static Map<String, Set<String>> fingerprints(List<ObservedPod> pods) {
        Map<String, Set<String>> prints = new HashMap<>();
        for (ObservedPod pod : pods) {
            Set<String> parts = new HashSet<>();
            pod.sandboxes().forEach(sandbox -> parts.add(sandbox.id() + sandbox.ready()));
            pod.containers().forEach(container -> parts.add(container.id() + container.state()));
            prints.put(pod.uid(), parts);
        }
        return prints;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
