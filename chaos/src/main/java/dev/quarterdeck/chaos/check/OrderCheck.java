package dev.quarterdeck.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability over all keys and gateways. Revisions are the order in which writes took effect; each operation gets the lowest revision at which it may
 * have happened, which is above those of all operations that had ended when it began. A read fits where what it showed was still so at that revision; a
 * write fits where its own revision is above. Lowest is enough: where the lowest does not fit, no other does.
 *
 * <p>A write with unknown outcome that is in history has happened at its revision, at any time after it began.
 */
final class OrderCheck {
    private final History history;
    private final List<String> violations = new ArrayList<>();
    private long low;
    /** What showed it. */
    private @Nullable Operation lowest;

    private OrderCheck(History history) {
        this.history = history;
    }

    private record Moment(long nanos, boolean begin, Operation operation) {}

    static List<String> violations(History history, List<Operation> operations) {
        OrderCheck check = new OrderCheck(history);
        check.listings(operations);
        check.sweep(operations);
        return check.violations;
    }

    private void sweep(List<Operation> operations) {
        List<Moment> moments = new ArrayList<>(operations.size() * 2);
        for (Operation operation : operations) {
            moments.add(new Moment(operation.call().begin(), true, operation));
            if (ends(operation)) {
                moments.add(new Moment(operation.call().end(), false, operation));
            }
        }
        // of two that meet, the one begins before the other ends
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(m -> !m.begin));
        Map<Operation, Long> points = new java.util.IdentityHashMap<>();
        for (Moment moment : moments) {
            if (moment.begin) {
                points.put(moment.operation, point(moment.operation));
            } else {
                long point = points.getOrDefault(moment.operation, 0L);
                if (point > low) {
                    low = point;
                    lowest = moment.operation;
                }
            }
        }
    }

    private static boolean ends(Operation operation) {
        return switch (operation) {
            case Operation.Write w -> w.fate() == Fate.ACKNOWLEDGED;
            case Operation.Delete d -> d.fate() == Fate.ACKNOWLEDGED;
            case Operation.Read r -> true;
            case Operation.Listing l -> true;
        };
    }

    private long point(Operation operation) {
        return switch (operation) {
            case Operation.Write w -> written(w, history.wrote(w.token()));
            case Operation.Delete d -> written(d, history.deletion(d.uid()));
            case Operation.Read r -> r.revision() == 0 ? absent(r) : present(r);
            case Operation.Listing l -> {
                if (l.revision() < low) {
                    violations.add("a list that is older than " + low + ", which had been seen before it began: "
                            + l.call() + " at " + l.revision() + "; " + lowest + " had shown it");
                }
                yield l.revision();
            }
        };
    }

    private long written(Operation operation, @Nullable HistoryEntry entry) {
        if (entry == null) {
            return 0;
        }
        if (entry.revision() <= low) {
            violations.add(
                    "took effect before it began, when " + low + " had been seen: " + operation + " as " + entry);
        }
        return entry.revision();
    }

    private long present(Operation.Read read) {
        HistoryEntry entry = history.at(read.name(), read.revision());
        if (entry == null || entry.isDeletion() || !entry.token().equals(read.token())) {
            violations.add("a read of what never was: " + read);
            return 0;
        }
        HistoryEntry next = history.next(read.name(), read.revision());
        if (next != null && next.revision() <= low) {
            violations.add(
                    "an old read: " + read + ", but " + low + " had been seen before it began, and there is " + next);
        }
        return Math.max(low, read.revision());
    }

    private long absent(Operation.Read read) {
        long revision = history.absentFrom(read.name(), low);
        if (revision < 0) {
            violations.add("found nothing, but it was there from " + low + " on: " + read);
            return 0;
        }
        return revision;
    }

    /** A list shows exactly what was there at its revision. */
    private void listings(List<Operation> operations) {
        List<Operation.Listing> listings = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Listing listing) {
                listings.add(listing);
            }
        }
        listings.sort(Comparator.comparingLong(Operation.Listing::revision));
        Map<String, Long> state = new HashMap<>();
        List<HistoryEntry> entries = history.entries();
        int next = 0;
        for (Operation.Listing listing : listings) {
            while (next < entries.size() && entries.get(next).revision() <= listing.revision()) {
                HistoryEntry entry = entries.get(next++);
                if (entry.isDeletion()) {
                    state.remove(entry.name());
                } else {
                    state.put(entry.name(), entry.revision());
                }
            }
            if (!listing.objects().equals(state)) {
                violations.add("a list that never was so: " + listing.call() + " at " + listing.revision() + ": "
                        + Sequences.difference(listing.objects(), state));
            }
        }
    }
}
