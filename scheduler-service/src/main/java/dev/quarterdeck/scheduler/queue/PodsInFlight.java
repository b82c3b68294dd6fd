package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pods that are being tried, with what has happened meanwhile: one list of changes for all of them, which begins where the pod was taken that has been tried for
 * longest. Not thread-safe.
 */
final class PodsInFlight {
    /** Beyond that, anything may have happened. */
    private static final int MOST = 10_000;

    private static final ClusterChange CHANGED = ClusterChange.of(ClusterChange.Kind.POD_CHANGED);

    /** @param from the number of the first change that it may have missed */
    private record Flight(Waiting pod, long from, boolean changed) {}

    private final Map<String, Flight> flights = new LinkedHashMap<>();
    private final Deque<ClusterChange> changes = new ArrayDeque<>();
    private long firstChange;

    void take(Waiting pod) {
        flights.put(pod.uid(), new Flight(pod, firstChange + changes.size(), false));
    }

    /** Null where it is not here. */
    @Nullable
    Waiting get(String uid) {
        Flight flight = flights.get(uid);
        return flight == null ? null : flight.pod();
    }

    boolean has(String uid) {
        return flights.containsKey(uid);
    }

    /** @param matters whether that may help it */
    void changed(PodRequest pod, boolean matters) {
        flights.computeIfPresent(
                pod.uid(),
                (uid, flight) -> new Flight(flight.pod().as(pod), flight.from(), flight.changed() || matters));
    }

    void happened(ClusterChange change) {
        if (flights.isEmpty()) {
            return;
        }
        changes.add(change);
        if (changes.size() > MOST) {
            changes.removeFirst();
            firstChange++;
        }
    }

    void remove(String uid) {
        if (flights.remove(uid) != null) {
            forget();
        }
    }

    /** Whether something that matters happened since the pod was taken. */
    boolean missed(String uid, Predicate<ClusterChange> matters) {
        Flight flight = flights.get(uid);
        if (flight == null) {
            return false;
        }
        if (flight.from() < firstChange || (flight.changed() && matters.test(CHANGED))) {
            return true;
        }
        long skip = flight.from() - firstChange;
        for (Iterator<ClusterChange> all = changes.iterator(); all.hasNext(); ) {
            ClusterChange change = all.next();
            if (skip-- <= 0 && matters.test(change)) {
                return true;
            }
        }
        return false;
    }

    /** Changes that nobody missed. */
    private void forget() {
        if (flights.isEmpty()) {
            firstChange += changes.size();
            changes.clear();
            return;
        }
        long needed = flights.values().iterator().next().from();
        while (firstChange < needed && !changes.isEmpty()) {
            changes.removeFirst();
            firstChange++;
        }
    }
}
