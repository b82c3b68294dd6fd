package dev.quarterdeck.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.chaos.WriteLedger.Fate;
import dev.quarterdeck.launcher.chaos.WriteLedger.Kind;
import dev.quarterdeck.launcher.chaos.WriteLedger.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Whether one history explains everything that clients were told. Pure. */
final class LedgerCheck {
    private final List<HistoryEntry> history;
    private final WriteLedger ledger;
    private final Map<String, NavigableMap<Long, HistoryEntry>> byName = new HashMap<>();
    private final Map<String, HistoryEntry> byToken = new HashMap<>();

    /** @param history all changes of the namespace, in order of revisions */
    LedgerCheck(List<HistoryEntry> history, WriteLedger ledger) {
        this.history = history;
        this.ledger = ledger;
        for (HistoryEntry entry : history) {
            byName.computeIfAbsent(entry.name(), n -> new TreeMap<>()).put(entry.revision(), entry);
            if (!entry.type().equals("DELETED")) {
                HistoryEntry twice = byToken.put(entry.token(), entry);
                assertThat(twice).as("%s: no write takes effect twice", entry).isNull();
            }
        }
    }

    /** Every acknowledged write is there, every refused one is not, and nothing is there that nobody wrote. */
    void writesAreExplained() {
        Set<String> issued = new HashSet<>();
        for (Write write : ledger.writes) {
            issued.add(write.token());
            HistoryEntry entry = byToken.get(write.token());
            switch (write.fate()) {
                case ACKNOWLEDGED -> {
                    assertThat(entry).as("%s is not lost", write).isNotNull();
                    assertThat(entry.revision()).as("%s", write).isEqualTo(write.revision());
                    assertThat(entry.name()).as("%s", write).isEqualTo(write.name());
                }
                case REFUSED -> assertThat(entry).as("%s did nothing", write).isNull();
                case UNKNOWN -> {}
            }
        }
        assertThat(issued).containsAll(byToken.keySet());
    }

    /** A deletion removed one object, and one deletion only was told so. */
    void deletesAreExplained() {
        Set<String> deleted = new HashSet<>();
        history.stream().filter(e -> e.type().equals("DELETED")).forEach(e -> deleted.add(e.uid()));
        Set<String> acknowledged = new HashSet<>();
        int unknown = 0;
        for (WriteLedger.Delete delete : ledger.deletes) {
            switch (delete.fate()) {
                case ACKNOWLEDGED -> {
                    assertThat(acknowledged.add(delete.uid()))
                            .as("%s was acknowledged once", delete)
                            .isTrue();
                    assertThat(deleted).as("%s is not lost", delete).contains(delete.uid());
                }
                case REFUSED -> {}
                case UNKNOWN -> unknown++;
            }
        }
        assertThat(deleted.size()).isBetween(acknowledged.size(), acknowledged.size() + unknown);
    }

    /** What is there at the end, by replaying: each change fits what was before it, updates above all. */
    Map<String, HistoryEntry> replay() {
        Map<String, Write> writes = new HashMap<>();
        ledger.writes.forEach(w -> writes.put(w.token(), w));
        Map<String, HistoryEntry> state = new HashMap<>();
        for (HistoryEntry entry : history) {
            HistoryEntry before = state.get(entry.name());
            if (entry.type().equals("ADDED")) {
                assertThat(before).as("%s comes where nothing was", entry).isNull();
                assertThat(entry.counter()).isEqualTo(1);
                state.put(entry.name(), entry);
                continue;
            }
            assertThat(before).as("%s comes where something was", entry).isNotNull();
            assertThat(entry.uid()).isEqualTo(before.uid());
            if (entry.type().equals("DELETED")) {
                assertThat(entry.token()).as("%s shows the last state", entry).isEqualTo(before.token());
                state.remove(entry.name());
                continue;
            }
            Write write = writes.get(entry.token());
            boolean update = write.kind() == Kind.UPDATE;
            assertThat(entry.counter())
                    .as("%s after %s loses no update", entry, before)
                    .isEqualTo(before.counter() + (update ? 1 : 0));
            if (update) {
                assertThat(before.revision())
                        .as("%s stands on what it names", entry)
                        .isEqualTo(write.base());
            }
            state.put(entry.name(), entry);
        }
        return state;
    }

    /** Counters that were never deleted have counted every increment that was acknowledged. */
    void countersCountEverything(Map<String, HistoryEntry> end) {
        for (int i = 0; i < MixedWriter.COUNTERS; i++) {
            String name = MixedWriter.name(i);
            int acknowledged = increments(name, Fate.ACKNOWLEDGED);
            assertThat(end.get(name).counter() - 1)
                    .as("counter of %s", name)
                    .isBetween(acknowledged, acknowledged + increments(name, Fate.UNKNOWN));
        }
    }

    private int increments(String name, Fate fate) {
        return (int) ledger.writes.stream()
                .filter(w ->
                        w.kind() == Kind.UPDATE && w.fate() == fate && w.name().equals(name))
                .count();
    }

    /** A read showed a state that was there, and none from before what had been acknowledged when it began. */
    void readsAreExplained() {
        NavigableMap<Long, HistoryEntry> nothing = new TreeMap<>();
        for (WriteLedger.Read read : ledger.reads) {
            NavigableMap<Long, HistoryEntry> entries = byName.getOrDefault(read.name(), nothing);
            if (read.revision() > 0) {
                HistoryEntry entry = entries.get(read.revision());
                assertThat(entry).as("%s showed what was there", read).isNotNull();
                assertThat(entry.token()).as("%s", read).isEqualTo(read.token());
                assertThat(read.revision()).as("%s", read).isGreaterThanOrEqualTo(read.floor());
            } else if (read.floor() > 0) {
                assertThat(entries.tailMap(read.floor(), false).values())
                        .as("%s found nothing because it was deleted", read)
                        .anyMatch(e -> e.type().equals("DELETED"));
            }
        }
    }

    /** A list shows exactly what was there at its revision. */
    void listsAreExplained() {
        List<WriteLedger.Listing> listings = new ArrayList<>(ledger.listings);
        listings.sort(Comparator.comparingLong(WriteLedger.Listing::revision));
        Map<String, Long> state = new HashMap<>();
        int next = 0;
        for (WriteLedger.Listing listing : listings) {
            while (next < history.size() && history.get(next).revision() <= listing.revision()) {
                HistoryEntry entry = history.get(next++);
                if (entry.type().equals("DELETED")) {
                    state.remove(entry.name());
                } else {
                    state.put(entry.name(), entry.revision());
                }
            }
            assertThat(listing.objects()).as("list at %s", listing.revision()).isEqualTo(state);
        }
    }
}
